package chat.confab;

import android.app.Activity;
import android.content.Intent;
import android.os.Bundle;
import org.gioui.Gio;
import org.gioui.GioActivity;

/** Opens the talk of a notification that was tapped. */
public final class TalkActivity extends Activity {
	static final String TALK = "talk";

	@Override protected void onCreate(Bundle state) {
		super.onCreate(state);
		Gio.init(getApplicationContext());
		String talk = getIntent().getStringExtra(TALK);
		if (talk != null) {
			Bridge.openTalk(talk);
		}
		startActivity(new Intent(this, GioActivity.class).addFlags(Intent.FLAG_ACTIVITY_NEW_TASK));
		finish();
	}
}
