package cn.daylog.app

import android.os.Build
import android.os.Bundle
import android.view.WindowManager
import androidx.activity.OnBackPressedCallback
import androidx.activity.enableEdgeToEdge

/** The app's window. What it shows comes from the WebView; here is only what a page cannot do for itself. */
class MainActivity : TauriActivity() {
    override fun onCreate(savedInstanceState: Bundle?) {
        // Names and readings must not be in screenshots, nor in the list of recent apps.
        window.setFlags(WindowManager.LayoutParams.FLAG_SECURE, WindowManager.LayoutParams.FLAG_SECURE)
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.R) enableEdgeToEdge()
        super.onCreate(savedInstanceState)
        keepContentClearOfBars(this)
        onBackPressedDispatcher.addCallback(this, leaveWithoutClosing)
    }

    /**
     * Asked last: Tauri's own callback is registered later, therefore asked first, and goes back in the page's history.
     * With no history left the app steps aside; finishing it would lock the diary for a mistaken press.
     */
    private val leaveWithoutClosing = object : OnBackPressedCallback(true) {
        override fun handleOnBackPressed() {
            moveTaskToBack(true)
        }
    }
}
