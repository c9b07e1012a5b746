package cn.daylog.app

import android.app.Activity
import android.graphics.Insets
import android.os.Build
import android.view.View
import android.view.WindowInsets

/**
 * Pads the page by the larger of the system's bars and the keyboard, because CSS env() is not dependable in old WebViews.
 * Below Android 11 the window is not edge to edge and adjustResize does the same.
 */
fun keepContentClearOfBars(activity: Activity) {
    if (Build.VERSION.SDK_INT < Build.VERSION_CODES.R) return
    activity.findViewById<View>(android.R.id.content).setOnApplyWindowInsetsListener { view, insets ->
        val bars = insets.getInsets(WindowInsets.Type.systemBars() or WindowInsets.Type.displayCutout())
        val clear = Insets.max(bars, insets.getInsets(WindowInsets.Type.ime()))
        view.setPadding(clear.left, clear.top, clear.right, clear.bottom)
        WindowInsets.CONSUMED
    }
}
