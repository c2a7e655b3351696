package chat.confab;

import android.content.ContentResolver;
import android.graphics.Bitmap;
import android.graphics.BitmapFactory;
import android.net.Uri;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** Reads the code in a picture that the person chose: any file, of any app. */
final class Picture {
	/** More than the largest camera of a phone writes. */
	static final int MOST_BYTES = 32 << 20;
	/** A larger picture is made smaller before it has memory. A whole screen has less. */
	static final int MOST_PIXELS = 4 << 20;

	private Picture() {}

	/** What Go reads in it. Throws when it cannot be opened, or is no picture. Not for the main thread. */
	static int read(ContentResolver from, Uri uri) throws IOException {
		try {
			Bitmap b = decode(bytes(from, uri));
			try {
				return Bridge.read(luminance(b), b.getWidth(), b.getHeight(), b.getWidth(), true);
			} finally {
				b.recycle();
			}
		} catch (OutOfMemoryError | RuntimeException e) {
			// Another app may throw anything here, and a phone may be small.
			throw new IOException(e);
		}
	}

	/** All of the file: another app could hand over another one when it is opened again. */
	private static byte[] bytes(ContentResolver from, Uri uri) throws IOException {
		InputStream in = from.openInputStream(uri);
		if (in == null) {
			throw new FileNotFoundException();
		}
		try {
			ByteArrayOutputStream all = new ByteArrayOutputStream();
			byte[] some = new byte[64 << 10];
			for (int n = in.read(some); n >= 0; n = in.read(some)) {
				if (all.size() + n > MOST_BYTES) {
					throw new IOException("the file is too large");
				}
				all.write(some, 0, n);
			}
			return all.toByteArray();
		} finally {
			in.close();
		}
	}

	private static Bitmap decode(byte[] file) throws IOException {
		BitmapFactory.Options o = new BitmapFactory.Options();
		o.inJustDecodeBounds = true;
		BitmapFactory.decodeByteArray(file, 0, file.length, o);
		if (o.outWidth <= 0 || o.outHeight <= 0) {
			throw new IOException("the file is no picture");
		}
		o.inJustDecodeBounds = false;
		o.inSampleSize = sample(o.outWidth, o.outHeight);
		Bitmap b = BitmapFactory.decodeByteArray(file, 0, file.length, o);
		if (b == null) {
			throw new IOException("the picture is damaged");
		}
		return b;
	}

	/** Of how many pixels, across and down, one is kept. */
	static int sample(int width, int height) {
		int n = 1;
		while ((long) Math.max(width / n, 1) * Math.max(height / n, 1) > MOST_PIXELS) {
			n *= 2;
		}
		return n;
	}

	/** How light each pixel is, in rows from the top, without gaps. */
	private static ByteBuffer luminance(Bitmap b) {
		int width = b.getWidth();
		ByteBuffer out = ByteBuffer.allocateDirect(width * b.getHeight());
		int[] row = new int[width];
		for (int y = 0; y < b.getHeight(); y++) {
			b.getPixels(row, 0, width, 0, y, width, 1);
			for (int p : row) {
				out.put((byte) light(p));
			}
		}
		return out;
	}

	/** As in ITU-R BT.601; what is transparent stands on white. */
	static int light(int argb) {
		int alpha = argb >>> 24;
		int y = (299 * (argb >> 16 & 0xff) + 587 * (argb >> 8 & 0xff) + 114 * (argb & 0xff)) / 1000;
		return (y * alpha + 255 * (255 - alpha)) / 255;
	}
}
