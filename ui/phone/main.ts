// Starts the phone's face: asks the core where it stands, shows the preferences, mounts.
import '../kit/styles/tokens.css'
import '../kit/styles/base.css'
import './phone.css'

import { createApp } from 'vue'

import App from './App.vue'
import { router } from './router'
import { startSession } from './state/session'

void startSession().then(() => createApp(App).use(router).mount('#app'))
