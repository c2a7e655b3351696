package chat.confab;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;
import static org.junit.Assert.fail;
import static org.robolectric.Shadows.shadowOf;

import android.app.Activity;
import android.content.ComponentName;
import android.content.Intent;
import android.content.pm.PackageManager;
import android.content.pm.ProviderInfo;
import android.database.Cursor;
import android.net.Uri;
import android.os.Build;
import android.os.Looper;
import android.provider.MediaStore;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.Robolectric;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.annotation.Config;
import org.robolectric.shadows.ShadowContentResolver;
import org.robolectric.shadows.ShadowToast;

@RunWith(RobolectricTestRunner.class)
public final class ReceivedTest {
	@Rule public final Phone phone = new Phone();

	/** Has a file come with its name as content. */
	private File come(String path) throws IOException {
		File f = new File(Received.root(phone.app), path);
		assertTrue(f.getParentFile().isDirectory() || f.getParentFile().mkdirs());
		Files.write(f.toPath(), path.getBytes("UTF-8"));
		return f;
	}

	private Received provider() {
		ProviderInfo info = new ProviderInfo();
		info.authority = "chat.confab.received";
		return Robolectric.buildContentProvider(Received.class).create(info).get();
	}

	@Test public void aFileIsOpenedForReadingByOneApp() throws IOException {
		Bridge.openFile(come("plan 1#计划?.pdf").getPath());
		Intent i = shadowOf(phone.app).getNextStartedActivity();
		assertEquals(Intent.ACTION_VIEW, i.getAction());
		assertTrue((i.getFlags() & Intent.FLAG_GRANT_READ_URI_PERMISSION) != 0);
		assertTrue((i.getFlags() & Intent.FLAG_ACTIVITY_NEW_TASK) != 0);
		assertFalse((i.getFlags() & Intent.FLAG_GRANT_WRITE_URI_PERMISSION) != 0);
		Received p = provider();
		try (Cursor c = p.query(i.getData(), null, null, null, null)) {
			assertTrue(c.moveToFirst());
			assertEquals("plan 1#计划?.pdf", c.getString(0));
			assertEquals("plan 1#计划?.pdf".getBytes("UTF-8").length, c.getLong(1));
		}
		assertNotNull(p.openFile(i.getData(), "r"));
	}

	@Test public void nothingElseIsGivenAway() throws IOException {
		File key = new File(phone.app.getFilesDir(), "config/identity");
		assertTrue(key.getParentFile().mkdirs() && key.createNewFile());
		come("dir/a");
		Files.createSymbolicLink(new File(Received.root(phone.app), "link").toPath(), key.toPath());
		Received p = provider();
		for (String path : new String[] {"../config/identity", "%2e%2e/config/identity", "..%2fconfig%2fidentity", "link", "dir", "", "missing", "/etc/passwd", key.getPath()}) {
			Uri uri = Uri.parse("content://chat.confab.received/" + path);
			try {
				p.openFile(uri, "r");
				fail(path + " is open");
			} catch (IOException e) {
				assertEquals(0, p.query(uri, null, null, null, null).getCount());
			}
		}
		for (String mode : new String[] {"w", "rw", "rwt", "wa"}) {
			try {
				p.openFile(Received.uri(phone.app, come("b").getCanonicalFile()), mode);
				fail("it can be written");
			} catch (SecurityException e) {
				// So it is.
			}
		}
		for (String path : new String[] {key.getPath(), Received.root(phone.app).getPath(), "/etc/passwd", new File(Received.root(phone.app), "link").getPath()}) {
			try {
				Bridge.openFile(path);
				fail(path + " is opened");
			} catch (IOException e) {
				assertNull(shadowOf(phone.app).getNextStartedActivity());
			}
		}
	}

	@Test public void programsAreNotOpened() throws IOException {
		for (String name : new String[] {"game.apk", "GAME.APK", "x.pdf.apks", "y.xapk"}) {
			try {
				Bridge.openFile(come(name).getPath());
				fail(name + " is opened");
			} catch (IOException e) {
				assertNull(shadowOf(phone.app).getNextStartedActivity());
			}
			assertEquals("application/octet-stream", Kind.of(come(name)));
		}
	}

	@Test public void aFileIsSharedWithAnAppThatThePersonChooses() throws IOException {
		Bridge.shareFile(come("plan 1#计划?.pdf").getPath());
		Intent chooser = shadowOf(phone.app).getNextStartedActivity();
		assertEquals(Intent.ACTION_CHOOSER, chooser.getAction());
		assertTrue((chooser.getFlags() & Intent.FLAG_ACTIVITY_NEW_TASK) != 0);
		assertArrayEquals(new ComponentName[] {new ComponentName(phone.app, ShareActivity.class)},
			(ComponentName[]) chooser.getParcelableArrayExtra(Intent.EXTRA_EXCLUDE_COMPONENTS));
		Intent send = chooser.getParcelableExtra(Intent.EXTRA_INTENT);
		assertEquals(Intent.ACTION_SEND, send.getAction());
		assertEquals("application/pdf", send.getType());
		Uri uri = send.getParcelableExtra(Intent.EXTRA_STREAM);
		assertEquals("nothing else goes along", 1, send.getExtras().size());
		for (Intent i : new Intent[] {chooser, send}) {
			assertEquals(Intent.FLAG_GRANT_READ_URI_PERMISSION, i.getFlags() & (Intent.FLAG_GRANT_READ_URI_PERMISSION
				| Intent.FLAG_GRANT_WRITE_URI_PERMISSION | Intent.FLAG_GRANT_PERSISTABLE_URI_PERMISSION | Intent.FLAG_GRANT_PREFIX_URI_PERMISSION));
			assertEquals(1, i.getClipData().getItemCount());
			assertEquals(uri, i.getClipData().getItemAt(0).getUri());
		}
		Received p = provider();
		assertEquals("application/pdf", p.getType(uri));
		assertNotNull(p.openFile(uri, "r"));
	}

	@Test public void onlyWhatHasComeIsShared() throws IOException {
		File key = new File(phone.app.getFilesDir(), "config/identity");
		assertTrue(key.getParentFile().mkdirs() && key.createNewFile());
		come("dir/a");
		Files.createSymbolicLink(new File(Received.root(phone.app), "link").toPath(), key.toPath());
		for (String path : new String[] {key.getPath(), new File(Received.root(phone.app), "../config/identity").getPath(), new File(Received.root(phone.app), "link").getPath(),
			new File(Received.root(phone.app), "dir").getPath(), Received.root(phone.app).getPath(), new File(Received.root(phone.app), "missing").getPath(), "/etc/passwd", ""}) {
			try {
				Bridge.shareFile(path);
				fail(path + " is shared");
			} catch (IOException e) {
				assertNull(shadowOf(phone.app).getNextStartedActivity());
			}
		}
	}

	@Test public void theKindIsByTheContentOrTheEnd() throws IOException {
		String jpeg = "\u00ff\u00d8\u00ff\u00e1 and so on", png = "\u0089PNG\r\n\u001a\n and so on";
		for (String[] v : new String[][] {
			{"sea.jpg", jpeg, "image/jpeg"}, {"sea.png", jpeg, "image/jpeg"}, {"sea", jpeg, "image/jpeg"}, {"sea.html", png, "image/png"},
			{"a.gif", "GIF89a and so on", "image/gif"}, {"a.webp", "RIFF\0\0\0\0WEBPVP8 ", "image/webp"}, {"a.wav", "RIFF\0\0\0\0WAVEfmt ", "audio/x-wav"},
			{"no.jpg", "<html>", "application/octet-stream"}, {"no.PNG", "", "application/octet-stream"}, {"short.gif", "GIF89", "application/octet-stream"},
			{"计划.PDF", "", "application/pdf"}, {"a.tar.gz", "", "application/gzip"}, {"a.txt", "a", "text/plain"},
			{"pdf", "", "application/octet-stream"}, {"a.", "", "application/octet-stream"}, {"a.unknown", "", "application/octet-stream"},
			{"game.apk", jpeg, "application/octet-stream"}, {"a.txt.apk", "", "application/octet-stream"},
		}) {
			File f = come(v[0]);
			Files.write(f.toPath(), v[1].getBytes("ISO-8859-1"));
			assertEquals(v[0] + " of " + v[1], v[2], Kind.of(f));
			assertEquals(v[2], provider().getType(Received.uri(phone.app, f.getCanonicalFile())));
		}
		assertNull(provider().getType(Uri.parse("content://chat.confab.received/missing.pdf")));
	}

	@Test public void theProviderIsForNobody() throws Exception {
		for (ProviderInfo p : phone.app.getPackageManager().getPackageInfo(phone.app.getPackageName(), PackageManager.GET_PROVIDERS).providers) {
			if (p.authority.equals("chat.confab.received")) {
				assertFalse(p.exported);
				assertTrue(p.grantUriPermissions);
				return;
			}
		}
		fail("there is none");
	}

	@Test @Config(sdk = {29, 33, 34}) public void whatIsKeptIsInTheDownloadsWhole() throws IOException {
		List<ByteArrayOutputStream> written = new ArrayList<>();
		ShadowContentResolver store = shadowOf(phone.app.getContentResolver());
		for (int i = 0; i < 3; i++) {
			written.add(new ByteArrayOutputStream());
			store.registerOutputStream(Uri.withAppendedPath(MediaStore.Downloads.EXTERNAL_CONTENT_URI, "" + (i + 1)), written.get(i));
		}
		Bridge.keepFile(come("plan.pdf").getPath());
		come("all/a.txt");
		Bridge.keepFile(come("all/below/b.txt").getParentFile().getParentFile().getPath());
		FilesActivityTest.settle();
		List<String> kept = new ArrayList<>();
		for (ShadowContentResolver.InsertStatement s : store.getInsertStatements()) {
			assertEquals(MediaStore.Downloads.EXTERNAL_CONTENT_URI, s.getUri());
			kept.add(s.getContentValues().getAsString("relative_path") + " " + s.getContentValues().getAsString("_display_name"));
		}
		kept.sort(null);
		assertEquals(List.of("Download/Confab plan.pdf", "Download/Confab/all a.txt", "Download/Confab/all/below b.txt"), kept);
		assertEquals(3, store.getUpdateStatements().size());
		assertEquals(0, store.getUpdateStatements().get(0).getContentValues().getAsInteger("is_pending").intValue());
		assertArrayEquals("plan.pdf".getBytes("UTF-8"), written.get(0).toByteArray());
		assertEquals(phone.app.getString(R.string.kept_downloads), ShadowToast.getTextOfLatestToast());
	}

	@Test @Config(sdk = {29, 33, 34}) public void whatCannotBeKeptLeavesNothing() throws IOException {
		ShadowContentResolver store = shadowOf(phone.app.getContentResolver());
		store.registerOutputStream(Uri.withAppendedPath(MediaStore.Downloads.EXTERNAL_CONTENT_URI, "1"), new OutputStream() {
			@Override public void write(int b) throws IOException {
				throw new IOException("full");
			}
		});
		Bridge.keepFile(come("plan.pdf").getPath());
		FilesActivityTest.settle();
		if (store.getInsertStatements().isEmpty()) {
			fail("it was not tried");
		}
		assertEquals(phone.app.getString(R.string.kept_not), ShadowToast.getTextOfLatestToast());
		assertEquals(1, store.getDeleteStatements().size());
		assertEquals(0, store.getUpdateStatements().size());
	}

	@Test @Config(sdk = 24) public void olderPhonesAskForThePlace() throws IOException {
		assertFalse(Downloads.has());
		File f = come("plan.pdf");
		Bridge.keepFile(f.getPath());
		Intent asked = shadowOf(phone.app).getNextStartedActivity();
		assertEquals(KeepActivity.class.getName(), asked.getComponent().getClassName());
		KeepActivity a = Robolectric.buildActivity(KeepActivity.class, asked).create().get();
		Intent page = shadowOf(a).getNextStartedActivityForResult().intent;
		assertEquals(Intent.ACTION_CREATE_DOCUMENT, page.getAction());
		assertEquals("plan.pdf", page.getStringExtra(Intent.EXTRA_TITLE));
		ByteArrayOutputStream written = new ByteArrayOutputStream();
		shadowOf(phone.app.getContentResolver()).registerOutputStream(Uri.parse("content://documents/7"), written);
		shadowOf(a).receiveResult(page, Activity.RESULT_OK, new Intent().setData(Uri.parse("content://documents/7")));
		FilesActivityTest.settle();
		assertArrayEquals("plan.pdf".getBytes("UTF-8"), written.toByteArray());
		assertTrue(a.isFinishing());
		assertEquals(phone.app.getString(R.string.kept), ShadowToast.getTextOfLatestToast());
		shadowOf(Looper.getMainLooper()).idle();

		come("all/a.txt");
		Bridge.keepFile(new File(Received.root(phone.app), "all").getPath());
		shadowOf(Looper.getMainLooper()).idle();
		for (Intent i = shadowOf(phone.app).getNextStartedActivity(); i != null; i = shadowOf(phone.app).getNextStartedActivity()) {
			assertEquals("the page was asked for", Intent.ACTION_CREATE_DOCUMENT, i.getAction());
		}
		assertEquals(phone.app.getString(R.string.kept_no_folder), ShadowToast.getTextOfLatestToast());
		assertEquals(24, Build.VERSION.SDK_INT);
	}
}
