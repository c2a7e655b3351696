package chat.confab;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;
import static org.robolectric.Shadows.shadowOf;

import android.Manifest;
import android.app.Activity;
import android.content.Context;
import android.content.Intent;
import android.content.pm.PackageManager;
import android.graphics.Bitmap;
import android.graphics.ImageFormat;
import android.graphics.Matrix;
import android.graphics.SurfaceTexture;
import android.hardware.camera2.CameraAccessException;
import android.hardware.camera2.CameraCharacteristics;
import android.hardware.camera2.CameraDevice;
import android.hardware.camera2.CameraManager;
import android.hardware.camera2.CameraMetadata;
import android.net.Uri;
import android.os.Bundle;
import android.os.Looper;
import android.provider.Settings;
import android.util.Size;
import android.view.View;
import android.view.ViewGroup;
import android.widget.Button;
import android.widget.TextView;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.Robolectric;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.android.controller.ActivityController;
import org.robolectric.annotation.Config;
import org.robolectric.annotation.Implementation;
import org.robolectric.annotation.Implements;
import org.robolectric.shadow.api.Shadow;
import org.robolectric.shadows.ShadowCameraCharacteristics;
import org.robolectric.shadows.ShadowCameraDeviceImpl;
import org.robolectric.shadows.ShadowCameraManager;
import org.robolectric.shadows.StreamConfigurationMapBuilder;
import org.robolectric.util.ReflectionHelpers;

@RunWith(RobolectricTestRunner.class)
public final class ScanActivityTest {
	private static final Uri FILE = Uri.parse("content://pictures/7");

	@Rule public final Phone phone = new Phone();

	private final ActivityController<ScanActivity> control = Robolectric.buildActivity(ScanActivity.class);

	private CameraManager cameras() {
		return (CameraManager) phone.app.getSystemService(Context.CAMERA_SERVICE);
	}

	/** Gives the phone a camera at the back, with a light, beside one at the front. */
	private void hasCamera() {
		shadowOf(phone.app.getPackageManager()).setSystemFeature(PackageManager.FEATURE_CAMERA_ANY, true);
		add("front", CameraMetadata.LENS_FACING_FRONT, false);
		add("back", CameraMetadata.LENS_FACING_BACK, true);
		CameraCharacteristics heat = ShadowCameraCharacteristics.newCameraCharacteristics();
		shadowOf(cameras()).addCamera("heat", heat);
	}

	private void add(String id, int facing, boolean light) {
		CameraCharacteristics can = ShadowCameraCharacteristics.newCameraCharacteristics();
		ShadowCameraCharacteristics s = Shadow.extract(can);
		s.set(CameraCharacteristics.LENS_FACING, facing);
		s.set(CameraCharacteristics.FLASH_INFO_AVAILABLE, light);
		s.set(CameraCharacteristics.SENSOR_ORIENTATION, 90);
		s.set(CameraCharacteristics.SCALER_STREAM_CONFIGURATION_MAP, StreamConfigurationMapBuilder.newBuilder()
			.addOutputSize(ImageFormat.YUV_420_888, new Size(1280, 720))
			.addOutputSize(ImageFormat.PRIVATE, new Size(1280, 720)).addOutputSize(new Size(1280, 720)).build());
		shadowOf(cameras()).addCamera(id, can);
	}

	private void mayUseIt() {
		shadowOf(phone.app).grantPermissions(Manifest.permission.CAMERA);
	}

	/**
	 * Opens the page on a phone that has a camera and may use it, until the camera runs,
	 * which Robolectric's does from Android 9 on.
	 */
	private ScanActivity scanning() {
		hasCamera();
		mayUseIt();
		ScanActivity a = control.create().start().resume().get();
		a.onSurfaceTextureAvailable(new SurfaceTexture(0), 1080, 1600);
		settle();
		return a;
	}

	private static void settle() {
		for (int i = 0; i < 3; i++) {
			shadowOf(CodeCamera.worker().getLooper()).idle();
			shadowOf(Looper.getMainLooper()).idle();
		}
	}

	private static CodeCamera camera(ScanActivity a) {
		return ReflectionHelpers.getField(a, "camera");
	}

	private static String words(Activity a) {
		StringBuilder all = new StringBuilder();
		for (View v : views(a.findViewById(android.R.id.content), new ArrayList<View>())) {
			if (v instanceof TextView && !(v instanceof Button)) {
				all.append(((TextView) v).getText());
			}
		}
		return all.toString();
	}

	private static List<String> buttons(Activity a) {
		List<String> all = new ArrayList<>();
		for (View v : views(a.findViewById(android.R.id.content), new ArrayList<View>())) {
			if (v instanceof Button && v.getVisibility() == View.VISIBLE) {
				all.add(((Button) v).getText().toString());
			}
		}
		return all;
	}

	private static List<View> views(View v, List<View> all) {
		all.add(v);
		for (int i = 0; v instanceof ViewGroup && i < ((ViewGroup) v).getChildCount(); i++) {
			views(((ViewGroup) v).getChildAt(i), all);
		}
		return all;
	}

	private static void press(Activity a, String label) {
		for (View v : views(a.findViewById(android.R.id.content), new ArrayList<View>())) {
			if (v instanceof Button && v.getVisibility() == View.VISIBLE && label.contentEquals(((Button) v).getText())) {
				v.performClick();
				return;
			}
		}
		throw new AssertionError("no button " + label + " among " + buttons(a));
	}

	@Test public void goOpensItInTheWindowsTask() {
		Bridge.scan();
		Intent i = shadowOf(phone.app).getNextStartedActivity();
		assertEquals(ScanActivity.class.getName(), i.getComponent().getClassName());
		assertTrue((i.getFlags() & Intent.FLAG_ACTIVITY_NEW_TASK) != 0);
	}

	@Test public void thePersonIsAskedOnceAndAPictureWillDo() {
		hasCamera();
		ScanActivity a = control.create().start().resume().get();
		assertTrue("Go is there when Android begins a process with this", ShadowGio.loaded);
		assertEquals(List.of(Manifest.permission.CAMERA), List.of(shadowOf(a).getLastRequestedPermission().requestedPermissions));
		a.onRequestPermissionsResult(1, new String[] {Manifest.permission.CAMERA}, new int[] {PackageManager.PERMISSION_DENIED});
		assertEquals("Confab may not use the camera. Allow it, or choose a picture of the code.", words(a));
		assertEquals(List.of("Allow the camera", "Choose a picture"), buttons(a));
		a.onSurfaceTextureAvailable(new SurfaceTexture(0), 1080, 1600);
		assertNull("opened without being allowed to", camera(a));
		ScanActivity again = Robolectric.buildActivity(ScanActivity.class).create(new Bundle()).start().resume().get();
		assertNull("asked again", shadowOf(again).getLastRequestedPermission());
	}

	@Test @Config(sdk = {29, 33, 34}) public void whatAndroidNoLongerAsksIsInTheSettings() {
		hasCamera();
		ScanActivity a = control.create().start().resume().get();
		press(a, "Allow the camera");
		Intent i = shadowOf(a).getNextStartedActivity();
		while (i != null && !Settings.ACTION_APPLICATION_DETAILS_SETTINGS.equals(i.getAction())) {
			i = shadowOf(a).getNextStartedActivity(); // the request of the permission is an activity too
		}
		assertNotNull(i);
		assertEquals("package:chat.confab", i.getDataString());
		control.pause();
		mayUseIt();
		control.resume();
		a.onSurfaceTextureAvailable(new SurfaceTexture(0), 1080, 1600);
		settle();
		assertNotNull(camera(a));
		assertEquals("Point the camera at the code of an invitation.", words(a));
	}

	@Test public void withoutACameraThereIsThePicture() {
		shadowOf(phone.app.getPackageManager()).setSystemFeature(PackageManager.FEATURE_CAMERA_ANY, false);
		ScanActivity a = control.create().start().resume().get();
		assertNull(shadowOf(a).getLastRequestedPermission());
		assertEquals("There is no camera here that Confab can use. Choose a picture of the code.", words(a));
		assertEquals(List.of("Choose a picture"), buttons(a));
	}

	@Test @Config(sdk = {29, 33, 34}) public void theCameraRunsOnlyWhileItIsSeen() {
		ScanActivity a = scanning();
		CodeCamera first = camera(a);
		assertEquals(List.of("Light on", "Choose a picture"), buttons(a));
		press(a, "Light on");
		assertEquals(List.of("Light off", "Choose a picture"), buttons(a));
		CameraDevice device = ReflectionHelpers.getField(first, "device");
		assertNotNull(device);
		control.pause();
		settle();
		assertNull(camera(a));
		assertTrue("the camera is not given back", isClosed(device));
		control.resume();
		settle();
		assertNotNull(camera(a));
		assertEquals(List.of("Light on", "Choose a picture"), buttons(a));
		a.onSurfaceTextureDestroyed(null);
		settle();
		assertNull(camera(a));
	}

	@Test public void aCameraThatOpensTooLateIsClosed() {
		hasCamera();
		mayUseIt();
		ScanActivity a = control.create().start().resume().get();
		shadowOf(CodeCamera.worker().getLooper()).pause();
		a.onSurfaceTextureAvailable(new SurfaceTexture(0), 1080, 1600);
		CodeCamera c = camera(a);
		assertTrue("open already", ReflectionHelpers.<Boolean>getField(c, "opening"));
		control.pause();
		settle();
		assertFalse("it stays open", ReflectionHelpers.<Boolean>getField(c, "opening"));
		assertNull(ReflectionHelpers.getField(c, "device"));
	}

	private static boolean isClosed(CameraDevice d) {
		try {
			d.createCaptureRequest(CameraDevice.TEMPLATE_PREVIEW);
			return false;
		} catch (CameraAccessException | IllegalStateException e) {
			return true;
		}
	}

	@Test @Config(sdk = {29, 33, 34}) public void aCameraOfAnotherAppIsSaidAndTriedAgain() {
		ScanActivity a = scanning();
		shadowOf(cameras()).triggerDisconnect();
		settle();
		assertNull(camera(a));
		assertTrue(words(a), words(a).startsWith("The camera did not start."));
		assertEquals(List.of("Choose a picture"), buttons(a));
		control.pause().resume();
		settle();
		assertNotNull(camera(a));
		assertEquals("Point the camera at the code of an invitation.", words(a));
	}

	@Test @Config(shadows = Forbidden.class) public void aCameraThatTheOwnerOfThePhoneForbidsIsSaid() {
		ScanActivity a = scanning();
		assertNull(camera(a));
		assertTrue(words(a), words(a).startsWith("The camera did not start."));
	}

	@Implements(CameraManager.class)
	public static final class Forbidden extends ShadowCameraManager {
		@Implementation @Override protected String[] getCameraIdList() {
			throw new SecurityException("disabled by policy");
		}
	}

	@Test @Config(sdk = {29, 33, 34}) public void anInvitationEndsIt() {
		ScanActivity a = scanning();
		CodeCamera c = camera(a);
		ByteBuffer frame = ByteBuffer.allocateDirect(1300 * 719 + 1280); // the last row has no gap behind it
		c.look(frame, 1280, 720, 1300);
		settle();
		assertFalse(a.isFinishing());
		assertEquals("Point the camera at the code of an invitation.", words(a));
		ShadowBridge.found = Bridge.OTHER;
		c.look(frame, 1280, 720, 1300);
		settle();
		assertFalse(a.isFinishing());
		assertTrue(words(a), words(a).startsWith("That code is no invitation to Confab."));
		ShadowBridge.found = Bridge.INVITATION;
		c.look(frame, 1280, 720, 1300);
		settle();
		assertTrue(a.isFinishing());
		assertEquals("it goes on reading", Long.MAX_VALUE, (long) ReflectionHelpers.<Long>getField(c, "next"));
		assertEquals(List.of("read 1280x720", "read 1280x720", "read 1280x720"), ShadowBridge.told);
	}

	@Test @Config(sdk = {29, 33, 34}) public void whatACameraThatWasClosedStillReadsIsNotSaid() {
		ScanActivity a = scanning();
		CodeCamera c = camera(a);
		control.pause();
		ShadowBridge.found = Bridge.OTHER;
		c.look(ByteBuffer.allocateDirect(1), 1, 1, 1);
		settle();
		assertEquals("Point the camera at the code of an invitation.", words(a));
	}

	/** Chooses what another app hands over for a picture. */
	private ScanActivity choose(InputStream file) {
		ScanActivity a = control.create().start().resume().get();
		press(a, "Choose a picture");
		Intent i = shadowOf(a).getNextStartedActivityForResult().intent;
		while (!Intent.ACTION_GET_CONTENT.equals(i.getAction())) {
			i = shadowOf(a).getNextStartedActivityForResult().intent;
		}
		assertEquals("image/*", i.getType());
		shadowOf(phone.app.getContentResolver()).registerInputStream(FILE, file);
		a.onActivityResult(2, Activity.RESULT_OK, new Intent().setData(FILE));
		settle();
		return a;
	}

	private static InputStream picture(int width, int height) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		Bitmap.createBitmap(width, height, Bitmap.Config.ARGB_8888).compress(Bitmap.CompressFormat.PNG, 100, out);
		return new ByteArrayInputStream(out.toByteArray());
	}

	@Test public void anInvitationInAPictureEndsIt() {
		ShadowBridge.found = Bridge.INVITATION;
		ScanActivity a = choose(picture(100, 80));
		assertEquals(List.of("read 100x80 only"), ShadowBridge.told);
		assertTrue(a.isFinishing());
	}

	@Test public void aPictureWithoutACodeIsSaid() {
		assertTrue(words(choose(picture(100, 80))).startsWith("No code was found in that picture."));
	}

	@Test public void aPictureWithAnotherCodeIsSaid() {
		ShadowBridge.found = Bridge.OTHER;
		assertTrue(words(choose(picture(100, 80))).startsWith("That code is no invitation"));
	}

	@Test public void whatCannotBeOpenedIsSaid() {
		InputStream broken = new InputStream() {
			@Override public int read() throws IOException {
				throw new IOException("the card was taken out");
			}
		};
		assertTrue(words(choose(broken)).startsWith("That picture could not be opened."));
	}

	@Test public void anotherAppMayThrowWhatItLikes() {
		InputStream wild = new InputStream() {
			@Override public int read() {
				throw new IllegalArgumentException("wild");
			}
		};
		assertTrue(words(choose(wild)).startsWith("That picture could not be opened."));
	}

	@Test public void aFileWithoutAnEndIsNotReadToIt() {
		InputStream endless = new InputStream() {
			@Override public int read() {
				return 0;
			}

			@Override public int read(byte[] b, int from, int n) {
				return n;
			}
		};
		assertTrue(words(choose(endless)).startsWith("That picture could not be opened."));
	}

	@Test public void nothingChosenChangesNothing() {
		ScanActivity a = control.create().start().resume().get();
		String before = words(a);
		a.onActivityResult(2, Activity.RESULT_CANCELED, null);
		a.onActivityResult(2, Activity.RESULT_OK, null);
		a.onActivityResult(2, Activity.RESULT_OK, new Intent());
		assertEquals(before, words(a));
	}

	@Test public void aPictureIsMadeSmallBeforeItHasMemory() {
		int[][] sizes = {{1, 1, 1}, {1080, 2400, 1}, {4000, 3000, 2}, {12000, 9000, 8}, {65535, 65535, 32}, {1 << 30, 1, 256}};
		for (int[] s : sizes) {
			assertEquals(s[0] + "x" + s[1], s[2], Picture.sample(s[0], s[1]));
		}
	}

	@Test public void lightIsWhatOneSees() {
		assertEquals(0, Picture.light(0xff000000));
		assertEquals(255, Picture.light(0xffffffff));
		assertEquals("transparent is white", 255, Picture.light(0));
		assertEquals(76, Picture.light(0xffff0000));
		assertEquals(149, Picture.light(0xff00ff00));
		assertEquals(127, Picture.light(0x80000000));
	}

	@Test public void theBestSizeIsLargeEnoughAndNotTooLarge() {
		assertEquals(new Size(1280, 960), CodeCamera.best(new Size[] {
			new Size(4000, 3000), new Size(640, 480), new Size(1280, 960), new Size(1280, 720), new Size(1920, 1080)}));
		assertEquals(new Size(1920, 1080), CodeCamera.best(new Size[] {new Size(4000, 3000), new Size(1920, 1080)}));
		assertNull(CodeCamera.best(new Size[0]));
		assertNull(CodeCamera.best(null));
	}

	@Test public void thePreviewIsUprightAndCoversTheView() {
		// A view of 1080 x 1600 on a phone held upright, whose camera sees 720 x 1280 then.
		corners(CodeCamera.cover(1080, 1600, 720, 1280, 0), new float[] {0, 0, 1080, 1600}, new float[] {0, -160, 1080, 1760});
		// Turned to the left: the left of what is stretched over the view goes to below.
		corners(CodeCamera.cover(1600, 900, 720, 1280, 1), new float[] {0, 0, 1600, 900}, new float[] {0, 900, 1600, 0});
	}

	private static void corners(Matrix m, float[] from, float[] to) {
		float[] got = from.clone();
		m.mapPoints(got);
		for (int i = 0; i < to.length; i++) {
			assertEquals("number " + i, to[i], got[i], 0.5f);
		}
	}
}
