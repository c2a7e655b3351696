package chat.confab;

import android.app.Activity;
import android.app.AlertDialog;
import android.content.DialogInterface;
import android.net.Uri;
import android.os.Bundle;
import android.os.Handler;
import android.os.Looper;
import android.text.format.Formatter;
import android.view.ViewGroup.LayoutParams;
import android.widget.FrameLayout;
import android.widget.ProgressBar;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import org.gioui.Gio;

/**
 * Has files copied, with a dialog that says how far that is, and gives them to Go. It lives
 * until then, as the right to read what another app shares ends with it; a turned phone does
 * not make it anew.
 */
abstract class IntakeActivity extends Activity implements Intake.Watcher, DialogInterface.OnClickListener, DialogInterface.OnCancelListener {
	/** What is copied sooner than that, in milliseconds, needs no dialog. */
	private static final long SOON = 400;

	private final Handler main = new Handler(Looper.getMainLooper());
	private final Runnable later = new Runnable() {
		@Override public void run() {
			showProgress();
		}
	};

	private Intake intake; // null while nothing is copied
	private AlertDialog dialog; // null while none is shown
	private ProgressBar bar; // of the dialog, if that is about progress
	private List<File> copies;
	private boolean more; // than are taken at once
	private String progress = "";
	private int share; // of a thousand, -1 while it is not known

	@Override protected void onCreate(Bundle state) {
		super.onCreate(state);
		// Android may have ended the process while this was open, and begins with this.
		Gio.init(getApplicationContext());
	}

	/** Gives the copies to Go, and goes on to where the person sees them. */
	abstract void give(List<File> copies);

	/** Copies what is there, and gives it; with nothing it ends. */
	final void take(List<Uri> uris) {
		if (uris.isEmpty()) {
			finish();
			return;
		}
		more = uris.size() > Intake.MOST;
		intake = new Intake(this, new ArrayList<>(more ? uris.subList(0, Intake.MOST) : uris), this);
		progress = getString(R.string.files_copying);
		share = -1;
		main.postDelayed(later, SOON);
		intake.start();
	}

	@Override public final void copying(int number, int of, String name, long done, long size) {
		String has = Formatter.formatShortFileSize(this, done);
		if (size > 0) {
			has = getString(R.string.files_of, has, Formatter.formatShortFileSize(this, size));
		}
		progress = of > 1 ? getString(R.string.files_copying_number, number, of, name, has) : getString(R.string.files_copying_one, name, has);
		share = size > 0 ? (int) Math.min(1000, 1000.0 * done / size) : -1;
		showHow();
	}

	private void showProgress() {
		bar = new ProgressBar(this, null, android.R.attr.progressBarStyleHorizontal);
		bar.setMax(1000);
		FrameLayout around = new FrameLayout(this);
		int space = Math.round(24 * getResources().getDisplayMetrics().density);
		around.setPadding(space, 0, space, 0);
		around.addView(bar, new FrameLayout.LayoutParams(LayoutParams.MATCH_PARENT, LayoutParams.WRAP_CONTENT));
		AlertDialog.Builder b = new AlertDialog.Builder(this, R.style.Theme_Confab_Dialog)
			.setTitle(R.string.files_title).setMessage(progress).setView(around)
			.setNegativeButton(android.R.string.cancel, this).setOnCancelListener(this);
		dialog = b.create();
		dialog.setCanceledOnTouchOutside(false);
		dialog.show();
		showHow();
	}

	private void showHow() {
		if (bar != null) {
			dialog.setMessage(progress);
			bar.setIndeterminate(share < 0);
			bar.setProgress(Math.max(share, 0));
		}
	}

	private void dismiss() {
		main.removeCallbacks(later);
		if (dialog != null) {
			dialog.dismiss();
		}
		dialog = null;
		bar = null;
	}

	@Override public final void copied(List<File> all, List<String> failed, Intake.Trouble why) {
		intake = null;
		copies = all;
		dismiss();
		String words = failed.isEmpty() ? ""
			: getString(why == Intake.Trouble.FULL ? R.string.files_full : R.string.files_unreadable, names(failed));
		if (more) {
			words += (words.isEmpty() ? "" : "\n\n") + getString(R.string.files_many, Intake.MOST);
		}
		if (words.isEmpty()) {
			end();
		} else {
			showWords(words, all.isEmpty() ? R.string.files_close : failed.isEmpty() ? android.R.string.ok : R.string.files_go_on);
		}
	}

	/** The first names, each short enough, and whether there are more. */
	private static String names(List<String> all) {
		StringBuilder out = new StringBuilder();
		for (int i = 0; i < all.size() && i < 5; i++) {
			String name = Outgoing.safeName(all.get(i));
			out.append(i > 0 ? "\n" : "").append(name.length() > 60 ? name.substring(0, 60) + "…" : name);
		}
		return out.append(all.size() > 5 ? "\n…" : "").toString();
	}

	/** Says something, until the person ends it; then what was copied is given. */
	final void showWords(String words, int button) {
		dialog = new AlertDialog.Builder(this, R.style.Theme_Confab_Dialog)
			.setMessage(words).setPositiveButton(button, this).setOnCancelListener(this).create();
		dialog.show();
	}

	@Override public final void onClick(DialogInterface d, int which) {
		if (which == DialogInterface.BUTTON_POSITIVE) {
			end();
		} else {
			onCancel(d);
		}
	}

	/** The person wants none of it. */
	@Override public final void onCancel(DialogInterface d) {
		forget();
		finish();
	}

	private void end() {
		List<File> all = copies;
		copies = null;
		if (all != null && !all.isEmpty()) {
			give(all);
		}
		finish();
	}

	private void forget() {
		if (intake != null) {
			intake.cancel();
		}
		for (File f : copies == null ? new ArrayList<File>() : copies) {
			Outgoing.remove(f);
		}
		intake = null;
		copies = null;
	}

	@Override protected void onDestroy() {
		dismiss();
		forget();
		super.onDestroy();
	}
}
