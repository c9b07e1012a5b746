// What is typed into the search field. Kept out of the address: a name has no place in a browser's history.
import { ref } from 'vue'

export const search = ref('')
