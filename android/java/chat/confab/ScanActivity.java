package chat.confab;

import android.Manifest;
import android.app.Activity;
import android.content.ActivityNotFoundException;
import android.content.Intent;
import android.content.pm.PackageManager;
import android.graphics.SurfaceTexture;
import android.hardware.camera2.CameraAccessException;
import android.net.Uri;
import android.os.Bundle;
import android.provider.Settings;
import android.util.TypedValue;
import android.view.TextureView;
import android.view.View;
import android.view.ViewGroup.LayoutParams;
import android.widget.Button;
import android.widget.LinearLayout;
import android.widget.TextView;
import java.io.IOException;
import org.gioui.Gio;

/**
 * Shows what the camera sees until Go reads an invitation in it. Go is told what it read
 * by itself: nothing here depends on who started this, or on whether it lives to the end.
 */
public final class ScanActivity extends Activity
	implements CodeCamera.Watcher, TextureView.SurfaceTextureListener, View.OnClickListener {
	private static final int PERMISSION = 1;
	private static final int PICTURE = 2;

	private TextureView preview;
	private TextView words;
	private Button allow;
	private Button light;
	private Button picture;

	private SurfaceTexture texture; // null while there is none
	private CodeCamera camera;
	private boolean resumed;
	private boolean lit;
	/** What was said last of how things stand, of the words in the resources. */
	private int ground;

	@Override protected void onCreate(Bundle state) {
		super.onCreate(state);
		// Android may have ended the process while this was open, and begins with this.
		Gio.init(getApplicationContext());
		build();
		if (state == null && hasCamera() && !allowed()) {
			requestPermissions(new String[] {Manifest.permission.CAMERA}, PERMISSION);
		}
	}

	private void build() {
		int space = Math.round(16 * getResources().getDisplayMetrics().density);
		LinearLayout all = new LinearLayout(this);
		all.setOrientation(LinearLayout.VERTICAL);
		preview = new TextureView(this);
		preview.setSurfaceTextureListener(this);
		all.addView(preview, new LinearLayout.LayoutParams(LayoutParams.MATCH_PARENT, 0, 1));
		LinearLayout panel = new LinearLayout(this);
		panel.setOrientation(LinearLayout.VERTICAL);
		panel.setPadding(space, space, space, space);
		words = new TextView(this);
		words.setTextSize(TypedValue.COMPLEX_UNIT_SP, 16);
		words.setAccessibilityLiveRegion(View.ACCESSIBILITY_LIVE_REGION_POLITE);
		panel.addView(words);
		allow = button(panel, R.string.scan_allow);
		light = button(panel, R.string.scan_light_on);
		picture = button(panel, R.string.scan_picture);
		all.addView(panel);
		setContentView(all);
	}

	private Button button(LinearLayout in, int label) {
		Button b = new Button(this);
		b.setText(label);
		b.setAllCaps(false);
		b.setOnClickListener(this);
		in.addView(b);
		return b;
	}

	@Override protected void onResume() {
		super.onResume();
		resumed = true;
		follow();
	}

	@Override protected void onPause() {
		resumed = false;
		stop();
		super.onPause();
	}

	private boolean hasCamera() {
		return getPackageManager().hasSystemFeature(PackageManager.FEATURE_CAMERA_ANY);
	}

	private boolean allowed() {
		return checkSelfPermission(Manifest.permission.CAMERA) == PackageManager.PERMISSION_GRANTED;
	}

	/** Shows what can be done now, and begins it. */
	private void follow() {
		boolean has = hasCamera();
		boolean may = allowed();
		allow.setVisibility(has && !may ? View.VISIBLE : View.GONE);
		light.setVisibility(camera != null && camera.hasLight() ? View.VISIBLE : View.GONE);
		int now = !has ? R.string.scan_no_camera : may ? R.string.scan_point : R.string.scan_refused;
		if (now != ground) {
			say(now);
		}
		if (has && may && resumed && camera == null && texture != null) {
			open();
		}
	}

	/** Says how things stand, until that changes or there is news of a code. */
	private void say(int now) {
		ground = now;
		words.setText(now);
	}

	private void open() {
		try {
			CodeCamera c = CodeCamera.find(this, this);
			if (c == null) {
				say(R.string.scan_no_camera);
				return;
			}
			camera = c;
			c.open(texture);
			fit();
		} catch (CameraAccessException | RuntimeException e) {
			// It is broken, or the owner of the device forbids it.
			failed();
		}
	}

	private void stop() {
		if (camera != null) {
			camera.close();
			camera = null;
		}
		lit = false;
		light.setText(R.string.scan_light_on);
	}

	private void fit() {
		if (camera != null) {
			preview.setTransform(camera.cover(preview.getWidth(), preview.getHeight(),
				getWindowManager().getDefaultDisplay().getRotation()));
		}
	}

	@Override public void started() {
		follow();
	}

	@Override public void failed() {
		stop();
		light.setVisibility(View.GONE);
		say(R.string.scan_failed);
	}

	@Override public void read(int found) {
		if (found == Bridge.INVITATION) {
			finish();
		} else if (found == Bridge.OTHER) {
			words.setText(R.string.scan_other);
		}
	}

	@Override public void onClick(View v) {
		if (v == light) {
			if (camera != null) {
				lit = !lit;
				camera.setLight(lit);
				light.setText(lit ? R.string.scan_light_off : R.string.scan_light_on);
			}
		} else if (v == allow) {
			if (shouldShowRequestPermissionRationale(Manifest.permission.CAMERA)) {
				requestPermissions(new String[] {Manifest.permission.CAMERA}, PERMISSION);
			} else {
				// Android does not ask again: there is only this page of the settings.
				begin(new Intent(Settings.ACTION_APPLICATION_DETAILS_SETTINGS, Uri.fromParts("package", getPackageName(), null)), 0);
			}
		} else if (v == picture) {
			begin(new Intent(Intent.ACTION_GET_CONTENT).setType("image/*").addCategory(Intent.CATEGORY_OPENABLE), PICTURE);
		}
	}

	private void begin(Intent i, int request) {
		try {
			startActivityForResult(i, request);
		} catch (ActivityNotFoundException | SecurityException e) {
			words.setText(R.string.scan_no_app);
		}
	}

	@Override public void onRequestPermissionsResult(int request, String[] permissions, int[] results) {
		follow();
	}

	@Override protected void onActivityResult(int request, int result, Intent data) {
		final Uri uri = data == null ? null : data.getData();
		if (request != PICTURE || result != RESULT_OK || uri == null) {
			return;
		}
		words.setText(R.string.scan_reading);
		CodeCamera.worker().post(new Runnable() {
			@Override public void run() {
				final int answer = answer(uri);
				runOnUiThread(new Runnable() {
					@Override public void run() {
						if (answer == 0) {
							finish();
						} else {
							words.setText(answer);
						}
					}
				});
			}
		});
	}

	/** What is said of a picture; 0 if an invitation was read in it. */
	private int answer(Uri uri) {
		try {
			switch (Picture.read(getContentResolver(), uri)) {
				case Bridge.INVITATION:
					return 0;
				case Bridge.OTHER:
					return R.string.scan_other;
				default:
					return R.string.scan_none;
			}
		} catch (IOException e) {
			return R.string.scan_unreadable;
		}
	}

	@Override public void onSurfaceTextureAvailable(SurfaceTexture t, int width, int height) {
		texture = t;
		follow();
	}

	@Override public void onSurfaceTextureSizeChanged(SurfaceTexture t, int width, int height) {
		fit();
	}

	@Override public boolean onSurfaceTextureDestroyed(SurfaceTexture t) {
		stop();
		texture = null;
		return true;
	}

	@Override public void onSurfaceTextureUpdated(SurfaceTexture t) {}
}
