// Starts the dashboard: words and theme first, then who is signed in, then the page.
import '../kit/styles/tokens.css'
import '../kit/styles/base.css'
import './district.css'
import './print.css'

import { createApp } from 'vue'

import App from './App.vue'
import { showPreferences } from './account/preferences'
import { router } from './router'
import { startSession } from './shared/server/session'

void Promise.all([showPreferences(), startSession()]).then(() => createApp(App).use(router).mount('#app'))
