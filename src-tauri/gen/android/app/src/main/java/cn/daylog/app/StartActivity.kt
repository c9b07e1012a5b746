package cn.daylog.app

import android.app.Activity
import android.content.Context
import android.content.Intent
import android.os.Bundle
import android.webkit.WebSettings
import android.widget.TextView

/** Opens the app, or says in plain views why this phone cannot show it yet. Holds no data and shows no page. */
class StartActivity : Activity() {
    override fun onCreate(savedInstanceState: Bundle?) {
        super.onCreate(savedInstanceState)
        val agent = webViewAgent(this)
        if (canShowTheApp(agent)) {
            startActivity(Intent(this, MainActivity::class.java))
            finish()
            return
        }
        setContentView(R.layout.old_webview)
        val found = chromiumOf(agent)?.toString() ?: getString(R.string.old_webview_none)
        findViewById<TextView>(R.id.old_webview_found).text = getString(R.string.old_webview_found, found)
    }
}

/** The oldest Chromium that the phone UI is built for and tested on. */
const val OLDEST_WEBVIEW = 72

/**
 * Whether a WebView that calls itself this can show the app. One that names no Chromium is let in:
 * a wrong gate would keep a cadre out of the diary for nothing.
 */
fun canShowTheApp(agent: String?): Boolean {
    if (agent == null) return false
    return (chromiumOf(agent) ?: return true) >= OLDEST_WEBVIEW
}

/** The user agent, not the package's version: makers number their WebView packages in their own way. */
private fun webViewAgent(context: Context): String? =
    try {
        WebSettings.getDefaultUserAgent(context)
    } catch (_: RuntimeException) {
        // A phone without any WebView; the exception's own class is not public.
        null
    }

private fun chromiumOf(agent: String?): Int? = agent?.let { Regex("Chrome/(\\d+)").find(it)?.groupValues?.get(1)?.toIntOrNull() }
