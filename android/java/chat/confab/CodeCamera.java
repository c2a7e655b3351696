package chat.confab;

import android.content.Context;
import android.graphics.ImageFormat;
import android.graphics.Matrix;
import android.graphics.SurfaceTexture;
import android.hardware.camera2.CameraAccessException;
import android.hardware.camera2.CameraCaptureSession;
import android.hardware.camera2.CameraCharacteristics;
import android.hardware.camera2.CameraDevice;
import android.hardware.camera2.CameraManager;
import android.hardware.camera2.CameraMetadata;
import android.hardware.camera2.CaptureRequest;
import android.hardware.camera2.params.StreamConfigurationMap;
import android.media.Image;
import android.media.ImageReader;
import android.os.Handler;
import android.os.HandlerThread;
import android.os.Looper;
import android.os.SystemClock;
import android.util.Size;
import android.view.Surface;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A camera, until it is closed: a preview on a texture, and frames that Go reads. The
 * methods are for the main thread, on which the Watcher is called too.
 */
final class CodeCamera {
	/** Who is told what becomes of it, but nothing after close. */
	interface Watcher {
		void started();

		/** The camera is another app's, forbidden or broken. */
		void failed();

		/** What Go read in a frame: Bridge.OTHER or, as the last, Bridge.INVITATION. */
		void read(int found);
	}

	/** A code fills much of the frame: with more pixels it is read later, not better. */
	private static final int MOST_PIXELS = 1280 * 960;
	/** The pause after each frame that was read: at most four are in a second. */
	private static final long PAUSE_MILLIS = 250;

	private static final Handler main = new Handler(Looper.getMainLooper());
	private static Handler worker;

	private final CameraManager manager;
	private final String id;
	private final CameraCharacteristics can;
	private final Size frames;
	private final Size preview;
	private final Watcher watcher;

	private ImageReader reader;
	private Surface surface;
	/** When the next frame is read, in uptime; after an invitation none is. Owned by the worker. */
	private long next;
	private CameraDevice device; // guarded by this
	private CameraCaptureSession session; // guarded by this
	private boolean opening; // guarded by this
	private boolean closed; // guarded by this
	private boolean lit; // guarded by this

	private CodeCamera(CameraManager manager, String id, CameraCharacteristics can, Size frames, Size preview, Watcher watcher) {
		this.manager = manager;
		this.id = id;
		this.can = can;
		this.frames = frames;
		this.preview = preview;
		this.watcher = watcher;
	}

	/**
	 * The thread of what takes long. It lives as long as the process: Android calls back
	 * after a camera was closed, and ends the app when the thread is gone by then.
	 */
	static synchronized Handler worker() {
		if (worker == null) {
			HandlerThread t = new HandlerThread("codes");
			t.start();
			worker = new Handler(t.getLooper());
		}
		return worker;
	}

	/** The camera at the back, or another one if there is none; null without any. */
	static CodeCamera find(Context c, Watcher watcher) throws CameraAccessException {
		CameraManager manager = (CameraManager) c.getSystemService(Context.CAMERA_SERVICE);
		CodeCamera found = null;
		if (manager == null) {
			return null;
		}
		for (String id : manager.getCameraIdList()) {
			CameraCharacteristics can = manager.getCameraCharacteristics(id);
			StreamConfigurationMap map = can.get(CameraCharacteristics.SCALER_STREAM_CONFIGURATION_MAP);
			if (map == null) {
				continue;
			}
			Size frames = best(map.getOutputSizes(ImageFormat.YUV_420_888));
			Size preview = best(map.getOutputSizes(SurfaceTexture.class));
			if (frames == null || preview == null) {
				continue; // one that sees depth or heat only
			}
			CodeCamera camera = new CodeCamera(manager, id, can, frames, preview, watcher);
			Integer facing = can.get(CameraCharacteristics.LENS_FACING);
			if (facing != null && facing == CameraMetadata.LENS_FACING_BACK) {
				return camera;
			}
			found = camera;
		}
		return found;
	}

	/** The largest size that is not too large, or else the smallest. */
	static Size best(Size[] sizes) {
		Size best = null;
		for (Size s : sizes == null ? new Size[0] : sizes) {
			long pixels = (long) s.getWidth() * s.getHeight();
			long bests = best == null ? 0 : (long) best.getWidth() * best.getHeight();
			if (best == null || (bests > MOST_PIXELS ? pixels < bests : pixels <= MOST_PIXELS && pixels > bests)) {
				best = s;
			}
		}
		return best;
	}

	/** Begins to open the camera. Without the permission it throws. */
	void open(SurfaceTexture texture) throws CameraAccessException {
		reader = ImageReader.newInstance(frames.getWidth(), frames.getHeight(), ImageFormat.YUV_420_888, 2);
		reader.setOnImageAvailableListener(new ImageReader.OnImageAvailableListener() {
			@Override public void onImageAvailable(ImageReader r) {
				take(r);
			}
		}, worker());
		texture.setDefaultBufferSize(preview.getWidth(), preview.getHeight());
		surface = new Surface(texture);
		synchronized (this) {
			opening = true;
		}
		try {
			manager.openCamera(id, new Opening(), worker());
		} catch (CameraAccessException | RuntimeException e) {
			synchronized (this) {
				opening = false;
			}
			throw e;
		}
	}

	/** Gives the camera back. One that is still being opened is closed when it is open. */
	void close() {
		synchronized (this) {
			closed = true;
			if (device != null) {
				device.close();
			}
			if (opening) {
				return;
			}
		}
		release();
	}

	/** Frees what frames and the preview need, on the worker: Go may be reading a frame there. */
	private void release() {
		worker().post(new Runnable() {
			@Override public void run() {
				if (reader != null) {
					reader.close();
					surface.release();
				}
			}
		});
	}

	boolean hasLight() {
		return Boolean.TRUE.equals(can.get(CameraCharacteristics.FLASH_INFO_AVAILABLE));
	}

	synchronized void setLight(boolean on) {
		lit = on;
		show();
	}

	/** Has the camera send frames; again when the light is another. */
	private synchronized void show() {
		if (session == null || closed) {
			return;
		}
		try {
			CaptureRequest.Builder b = device.createCaptureRequest(CameraDevice.TEMPLATE_PREVIEW);
			b.addTarget(surface);
			b.addTarget(reader.getSurface());
			if (focuses()) {
				b.set(CaptureRequest.CONTROL_AF_MODE, CameraMetadata.CONTROL_AF_MODE_CONTINUOUS_PICTURE);
			}
			b.set(CaptureRequest.FLASH_MODE, lit ? CameraMetadata.FLASH_MODE_TORCH : CameraMetadata.FLASH_MODE_OFF);
			session.setRepeatingRequest(b.build(), null, worker());
		} catch (CameraAccessException | RuntimeException e) {
			// It went away meanwhile, which is told by the callbacks, too.
			fail();
		}
	}

	private boolean focuses() {
		int[] modes = can.get(CameraCharacteristics.CONTROL_AF_AVAILABLE_MODES);
		for (int mode : modes == null ? new int[0] : modes) {
			if (mode == CameraMetadata.CONTROL_AF_MODE_CONTINUOUS_PICTURE) {
				return true;
			}
		}
		return false;
	}

	/** Has Go read the newest frame, if it is time for one. */
	private void take(ImageReader r) {
		Image i = r.acquireLatestImage();
		if (i == null) {
			return;
		}
		try {
			if (SystemClock.uptimeMillis() >= next && !closed()) {
				Image.Plane y = i.getPlanes()[0];
				look(y.getBuffer(), i.getWidth(), i.getHeight(), y.getRowStride());
			}
		} finally {
			i.close();
		}
	}

	/** Has Go read a frame, of which it gets how light it is. On the worker. */
	void look(ByteBuffer luminance, int width, int height, int stride) {
		final int found = Bridge.read(luminance, width, height, stride, false);
		next = found == Bridge.INVITATION ? Long.MAX_VALUE : SystemClock.uptimeMillis() + PAUSE_MILLIS;
		if (found != Bridge.NOTHING) {
			tell(new Runnable() {
				@Override public void run() {
					watcher.read(found);
				}
			});
		}
	}

	private synchronized boolean closed() {
		return closed;
	}

	private void fail() {
		tell(new Runnable() {
			@Override public void run() {
				watcher.failed();
			}
		});
	}

	private void tell(final Runnable what) {
		main.post(new Runnable() {
			@Override public void run() {
				if (!closed()) {
					what.run();
				}
			}
		});
	}

	/** Follows the camera from the call that opens it. */
	private final class Opening extends CameraDevice.StateCallback {
		@Override public void onOpened(CameraDevice d) {
			synchronized (CodeCamera.this) {
				opening = false;
				if (!closed) {
					device = d;
					begin();
					return;
				}
			}
			d.close();
			release();
		}

		@Override public void onDisconnected(CameraDevice d) {
			gone(d);
		}

		@Override public void onError(CameraDevice d, int error) {
			gone(d);
		}

		private void gone(CameraDevice d) {
			d.close();
			boolean late;
			synchronized (CodeCamera.this) {
				late = opening && closed;
				opening = false;
			}
			if (late) {
				release();
			}
			fail();
		}
	}

	private void begin() {
		try {
			device.createCaptureSession(Arrays.asList(surface, reader.getSurface()), new CameraCaptureSession.StateCallback() {
				@Override public void onConfigured(CameraCaptureSession s) {
					synchronized (CodeCamera.this) {
						session = s;
					}
					show();
					tell(new Runnable() {
						@Override public void run() {
							watcher.started();
						}
					});
				}

				@Override public void onConfigureFailed(CameraCaptureSession s) {
					fail();
				}
			}, worker());
		} catch (CameraAccessException | RuntimeException e) {
			fail();
		}
	}

	/**
	 * What shows the preview upright, as it is and over all of a view that the system has
	 * stretched it over. Rotation is that of the screen, in quarter turns.
	 */
	Matrix cover(int width, int height, int rotation) {
		Integer turned = can.get(CameraCharacteristics.SENSOR_ORIENTATION);
		boolean across = turned != null && turned % 180 != 0;
		return cover(width, height, across ? preview.getHeight() : preview.getWidth(),
			across ? preview.getWidth() : preview.getHeight(), rotation);
	}

	/** The preview is so wide and high as it stands when the screen is not turned. */
	static Matrix cover(int width, int height, int wide, int high, int rotation) {
		float x = width / 2f;
		float y = height / 2f;
		boolean turned = rotation % 2 != 0;
		float scale = Math.max((float) width / (turned ? high : wide), (float) height / (turned ? wide : high));
		Matrix m = new Matrix();
		m.setScale(scale * wide / width, scale * high / height, x, y);
		m.postRotate(-90 * rotation, x, y);
		return m;
	}
}
