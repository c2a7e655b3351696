package chat.confab;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;
import static org.robolectric.Shadows.shadowOf;

import android.app.AlertDialog;
import android.content.ClipData;
import android.content.Intent;
import android.content.pm.ResolveInfo;
import android.net.Uri;
import android.os.Bundle;
import android.os.Parcel;
import android.os.Parcelable;
import android.text.SpannableString;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.gioui.GioActivity;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.Robolectric;
import org.robolectric.RobolectricTestRunner;

@RunWith(RobolectricTestRunner.class)
public final class ShareActivityTest {
	@Rule public final Phone phone = new Phone();

	/** Opens the activity, holds it to what it always owes, and returns what Go was told. */
	private static List<String> open(Intent i) {
		ShareActivity a = Robolectric.buildActivity(ShareActivity.class, i).create().start().resume().get();
		FilesActivityTest.settle();
		while (!a.isFinishing()) {
			FilesActivityTest.press(AlertDialog.BUTTON_POSITIVE); // it says something
		}
		Intent window = shadowOf(a).getNextStartedActivity();
		if (window == null) { // nothing of what was shared could be had, which it has said
			return ShadowBridge.told;
		}
		assertEquals(GioActivity.class.getName(), window.getComponent().getClassName());
		assertTrue((window.getFlags() & Intent.FLAG_ACTIVITY_NEW_TASK) != 0);
		assertNull("what came from outside goes on", window.getData());
		assertNull("what came from outside goes on", window.getExtras());
		assertNull(shadowOf(a).getNextStartedActivity());
		return ShadowBridge.told;
	}

	private static Intent send(CharSequence text) {
		return new Intent(Intent.ACTION_SEND).setType("text/plain").putExtra(Intent.EXTRA_TEXT, text);
	}

	private static Intent files(Uri... uris) {
		Intent i = new Intent(uris.length == 1 ? Intent.ACTION_SEND : Intent.ACTION_SEND_MULTIPLE).setType("image/png");
		return uris.length == 1 ? i.putExtra(Intent.EXTRA_STREAM, uris[0]) : i.putExtra(Intent.EXTRA_STREAM, new ArrayList<>(List.of(uris)));
	}

	@Test public void sharedTextComesToGo() {
		assertEquals(List.of("shared 你好 🙂\nhttps://example.org"), open(send("你好 🙂\nhttps://example.org")));
	}

	@Test public void textWithLooksIsSharedWithoutThem() {
		assertEquals(List.of("shared bold"), open(send(new SpannableString("bold"))));
	}

	@Test public void aMegabyteIsCutToWhatOneMessageCanHave() {
		String told = open(send("x".repeat(1 << 20))).get(0);
		assertEquals("shared ".length() + ShareActivity.MAX_TEXT, told.length());
	}

	@Test public void noCharacterIsCutInHalf() {
		String told = open(send("x" + "🙂".repeat(ShareActivity.MAX_TEXT))).get(0);
		assertFalse(Character.isHighSurrogate(told.charAt(told.length() - 1)));
		assertTrue(told.endsWith("🙂"));
	}

	@Test public void halfACharacterDoesNoHarm() {
		assertEquals(List.of("shared \ud83d"), open(send("\ud83d")));
	}

	@Test public void anObjectOfAnUnknownClassDoesNotEndTheApp() {
		Parcel p = Parcel.obtain();
		send("text").putExtra("trap", new Trap()).writeToParcel(p, 0);
		p.setDataPosition(0);
		Intent i = Intent.CREATOR.createFromParcel(p);
		p.recycle();
		// Before Android 13 nothing can be read beside it, from then on everything.
		assertTrue(List.of(List.of(), List.of("shared text")).contains(open(i)));
	}

	/** A Parcelable that nobody can make again, as those of another app are here. */
	private static final class Trap implements Parcelable {
		@Override public int describeContents() {
			return 0;
		}

		@Override public void writeToParcel(Parcel p, int flags) {
			p.writeInt(7);
		}
	}

	@Test public void aSharedFileIsCopied() throws IOException {
		open(files(Documents.add(phone.app, "sea.png", new byte[] {1, 2})));
		List<File> got = Documents.told("files");
		assertEquals(List.of("sea.png"), Documents.names(got));
		assertArrayEquals(new byte[] {1, 2}, Documents.read(got.get(0)));
	}

	@Test public void severalAreCopiedInTheirOrder() {
		open(files(Documents.add(phone.app, "b", new byte[] {1}), Documents.add(phone.app, "a", new byte[] {2}), Documents.add(phone.app, "c", new byte[0])));
		assertEquals(List.of("b", "a", "c"), Documents.names(Documents.told("files")));
	}

	@Test public void aHundredAreTakenAtOnce() {
		Uri[] many = new Uri[Intake.MOST + 1];
		for (int i = 0; i < many.length; i++) {
			many[i] = Documents.add(phone.app, "same name.jpg", new byte[] {(byte) i});
		}
		open(files(many)); // which presses the button of what it says
		List<File> got = Documents.told("files");
		assertEquals(Intake.MOST, got.size());
		assertEquals("each where it is alone", Intake.MOST, new HashSet<>(got).size());
		assertEquals(List.of("same name.jpg"), List.copyOf(new HashSet<>(Documents.names(got))));
	}

	@Test public void textBesideAFileComesToo() {
		List<String> told = open(files(Documents.add(phone.app, "a", new byte[] {1})).putExtra(Intent.EXTRA_TEXT, "look"));
		assertEquals("shared look", told.get(0));
		assertEquals(1, Documents.told("files").size());
	}

	@Test public void whatIsInTheClipDataAloneIsCopied() {
		Intent i = new Intent(Intent.ACTION_SEND_MULTIPLE).setType("*/*");
		i.setClipData(ClipData.newRawUri("", Documents.add(phone.app, "a", new byte[] {1})));
		i.getClipData().addItem(new ClipData.Item(Documents.add(phone.app, "b", new byte[] {1})));
		open(i);
		assertEquals(List.of("a", "b"), Documents.names(Documents.told("files")));
	}

	@Test public void theKeyOfTheAppIsNotShared() throws IOException {
		File key = new File(phone.app.getFilesDir(), "identity");
		assertTrue(key.createNewFile());
		for (Intent i : new Intent[] {files(Uri.fromFile(key)), files(Uri.fromFile(key), Uri.parse("content://chat.confab.files/identity"))}) {
			assertEquals(List.of(), open(i));
		}
	}

	@Test public void intentsWithNothingInThemDoNothing() {
		for (Intent i : new Intent[] {
			new Intent(), new Intent(Intent.ACTION_SEND), new Intent(Intent.ACTION_SEND_MULTIPLE), send(null), send(""),
			new Intent(Intent.ACTION_SEND).putExtra(Intent.EXTRA_TEXT, 7),
			new Intent(Intent.ACTION_SEND).putExtra(Intent.EXTRA_TEXT, new Bundle()),
			new Intent(Intent.ACTION_SEND).putExtra(Intent.EXTRA_STREAM, "file:///etc/passwd"),
			new Intent(Intent.ACTION_SEND).putExtra(Intent.EXTRA_STREAM, new Bundle()),
			new Intent(Intent.ACTION_SEND_MULTIPLE).putExtra(Intent.EXTRA_STREAM, new ArrayList<>(List.of(new Bundle()))),
			new Intent(Intent.ACTION_SEND_MULTIPLE).putExtra(Intent.EXTRA_STREAM, Uri.parse("content://documents/1")),
		}) {
			assertEquals(i.toString(), List.of(), open(i));
		}
	}

	@Test public void anotherActionIsNotTaken() {
		for (String action : new String[] {Intent.ACTION_MAIN, Intent.ACTION_SENDTO, Intent.ACTION_VIEW, "chat.confab.DISCONNECT"}) {
			assertEquals(action, List.of(), open(send("text").setAction(action)));
		}
	}

	@Test public void theManifestOffersItForEverythingThatIsShared() {
		assertTrue("text", isOffered(send("a")));
		assertTrue("a picture", isOffered(new Intent(Intent.ACTION_SEND).setType("image/png")));
		assertTrue("anything", isOffered(new Intent(Intent.ACTION_SEND_MULTIPLE).setType("*/*")));
		assertFalse("a link", isOffered(new Intent(Intent.ACTION_VIEW, Uri.parse("confab://laptop:8899"))));
	}

	private boolean isOffered(Intent i) {
		for (ResolveInfo r : phone.app.getPackageManager().queryIntentActivities(i, 0)) {
			if (r.activityInfo.name.equals(ShareActivity.class.getName())) {
				return true;
			}
		}
		return false;
	}
}
