// Starts the phone's face: asks the core where it stands, shows the preferences, mounts.
import '../kit/styles/tokens.css'
import '../kit/styles/base.css'
import './phone.css'

import { createApp } from 'vue'

import { guardTaps } from '../kit/taps/guard'
import App from './App.vue'
import { bringScreens } from './screens'
import { onOpening, startSession } from './state/session'

guardTaps()
onOpening(bringScreens)
void startSession().then(() => createApp(App).mount('#app'))
