package chat.confab;

import android.app.Activity;
import android.content.ActivityNotFoundException;
import android.content.Intent;
import android.os.Bundle;
import java.io.File;
import java.io.IOException;

/** Asks the person where a file that has come is to be copied to, on phones that need to be asked. */
public final class KeepActivity extends Activity {
	static final String PATH = "path";
	private static final int PLACE = 1;

	@Override protected void onCreate(Bundle state) {
		super.onCreate(state);
		if (state != null) {
			return; // the answer comes
		}
		try {
			File f = Received.find(this, String.valueOf(getIntent().getStringExtra(PATH)));
			startActivityForResult(new Intent(Intent.ACTION_CREATE_DOCUMENT).setType(Kind.of(f))
				.addCategory(Intent.CATEGORY_OPENABLE).putExtra(Intent.EXTRA_TITLE, f.getName()), PLACE);
		} catch (IOException | ActivityNotFoundException | SecurityException e) {
			Downloads.say(getApplicationContext(), R.string.kept_not);
			finish();
		}
	}

	@Override protected void onActivityResult(int request, int result, Intent data) {
		if (result == RESULT_OK && data != null && data.getData() != null) {
			try {
				Downloads.keep(this, Received.find(this, String.valueOf(getIntent().getStringExtra(PATH))), data.getData());
			} catch (IOException e) {
				Downloads.say(getApplicationContext(), R.string.kept_not);
			}
		}
		finish();
	}
}
