// How the due list is ordered, for as long as the page lives.
import { ref } from 'vue'

export const order = ref<'time' | 'door'>('time')
