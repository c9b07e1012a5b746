// Starts the dashboard: words and theme first, then who is signed in, then the page.
import '../kit/styles/tokens.css'
import '../kit/styles/base.css'
import './district.css'
import './print.css'

import { createApp } from 'vue'

import App from './App.vue'
import { router } from './router'
import { showPreferences } from './state/preferences'
import { startSession } from './state/session'

void Promise.all([showPreferences(), startSession()]).then(() => createApp(App).use(router).mount('#app'))
