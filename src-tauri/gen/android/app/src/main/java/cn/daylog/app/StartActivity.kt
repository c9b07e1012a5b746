package cn.daylog.app

import android.app.Activity
import android.content.Intent
import android.os.Bundle
import android.webkit.WebView
import android.widget.TextView

/** Opens the app, or says in plain views why this phone cannot show it yet. Holds no data and never loads a WebView. */
class StartActivity : Activity() {
    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        val version = WebView.getCurrentWebViewPackage()?.versionName
        if (canShowTheApp(version)) {
            startActivity(Intent(this, MainActivity::class.java))
            finish()
            return
        }
        setContentView(R.layout.old_webview)
        val found = version ?: getString(R.string.old_webview_none)
        findViewById<TextView>(R.id.old_webview_found).text = getString(R.string.old_webview_found, found)
    }
}

/** The oldest Chromium that the phone UI is built for and tested on. */
const val OLDEST_WEBVIEW = 72

/**
 * Whether a WebView of this version can show the app. A version that is not a number is let in:
 * makers rename theirs, and a wrong gate would keep a cadre out of the diary for nothing.
 */
fun canShowTheApp(webViewVersion: String?): Boolean {
    if (webViewVersion == null) return false
    val major = webViewVersion.substringBefore('.').toIntOrNull() ?: return true
    return major >= OLDEST_WEBVIEW
}
