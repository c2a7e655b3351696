package chat.confab;

import android.app.Activity;
import android.os.Bundle;

/** Asks whether notifications may be shown: only an activity may ask, and Gio's is closed to us. */
public final class PermissionActivity extends Activity {
	static final String NOTIFICATIONS = "android.permission.POST_NOTIFICATIONS";

	@Override protected void onCreate(Bundle state) {
		super.onCreate(state);
		if (state == null) {
			requestPermissions(new String[] {NOTIFICATIONS}, 1);
		}
	}

	@Override public void onRequestPermissionsResult(int request, String[] permissions, int[] results) {
		finish();
	}
}
