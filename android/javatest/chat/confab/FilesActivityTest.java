package chat.confab;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;
import static org.robolectric.Shadows.shadowOf;

import android.app.Activity;
import android.app.AlertDialog;
import android.content.ClipData;
import android.content.Intent;
import android.net.Uri;
import android.os.Bundle;
import android.os.Looper;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.Robolectric;
import org.robolectric.RobolectricTestRunner;
import org.robolectric.android.controller.ActivityController;
import org.robolectric.shadows.ShadowActivity.IntentForResult;
import org.robolectric.shadows.ShadowAlertDialog;

@RunWith(RobolectricTestRunner.class)
public final class FilesActivityTest {
	@Rule public final Phone phone = new Phone();

	private final ActivityController<FilesActivity> control = Robolectric.buildActivity(FilesActivity.class);

	/** Waits for the threads that copy. */
	static void settle() {
		for (Thread t : Thread.getAllStackTraces().keySet()) {
			if (t.getName().equals("intake") || t.getName().equals("downloads")) {
				try {
					t.join();
				} catch (InterruptedException e) {
					throw new AssertionError(e);
				}
			}
		}
		shadowOf(Looper.getMainLooper()).idle();
	}

	/** What the dialog says that is shown, and no progress. */
	static String says() {
		AlertDialog d = ShadowAlertDialog.getLatestAlertDialog();
		return d == null || !d.isShowing() ? "" : shadowOf(d).getMessage().toString();
	}

	static void press(int button) {
		ShadowAlertDialog.getLatestAlertDialog().getButton(button).performClick();
		shadowOf(Looper.getMainLooper()).idle();
	}

	/** How many folders with copies there are. */
	private int copies() {
		String[] all = new File(phone.app.getFilesDir(), "outgoing").list();
		return all == null ? 0 : all.length;
	}

	private FilesActivity asked() {
		Bridge.pickFiles();
		Intent i = shadowOf(phone.app).getNextStartedActivity();
		assertEquals(FilesActivity.class.getName(), i.getComponent().getClassName());
		assertTrue((i.getFlags() & Intent.FLAG_ACTIVITY_NEW_TASK) != 0);
		return control.create().start().resume().get();
	}

	/** Answers the page for files as Android does, with several in the clip data. */
	private void choose(FilesActivity a, Uri... uris) {
		IntentForResult asked = shadowOf(a).getNextStartedActivityForResult();
		Intent answer = new Intent();
		if (uris.length == 1) {
			answer.setData(uris[0]);
		} else {
			answer.setClipData(ClipData.newRawUri("", uris[0]));
			for (int i = 1; i < uris.length; i++) {
				answer.getClipData().addItem(new ClipData.Item(uris[i]));
			}
		}
		shadowOf(a).receiveResult(asked.intent, Activity.RESULT_OK, answer);
		settle();
	}

	@Test public void oneOrManyOfAnyKindAreAskedFor() {
		Intent i = shadowOf(asked()).getNextStartedActivityForResult().intent;
		assertEquals(Intent.ACTION_OPEN_DOCUMENT, i.getAction());
		assertEquals("*/*", i.getType());
		assertTrue(i.hasCategory(Intent.CATEGORY_OPENABLE));
		assertTrue(i.getBooleanExtra(Intent.EXTRA_ALLOW_MULTIPLE, false));
	}

	@Test public void oneFileIsCopiedWithItsName() throws IOException {
		byte[] content = new byte[700_000];
		content[content.length - 1] = 7;
		FilesActivity a = asked();
		choose(a, Documents.add(phone.app, "计划 plan.pdf", content));
		List<File> got = Documents.told("picked");
		assertEquals(List.of("计划 plan.pdf"), Documents.names(got));
		assertArrayEquals(content, Documents.read(got.get(0)));
		assertTrue(got.get(0).getPath().startsWith(phone.app.getFilesDir().getPath()));
		assertTrue(a.isFinishing());
		assertEquals("", says());
	}

	@Test public void severalOfOneNameKeepIt() throws IOException {
		FilesActivity a = asked();
		choose(a, Documents.add(phone.app, "a.txt", new byte[] {1}), Documents.add(phone.app, "a.txt", new byte[] {2}));
		List<File> got = Documents.told("picked");
		assertEquals(List.of("a.txt", "a.txt"), Documents.names(got));
		assertArrayEquals(new byte[] {1}, Documents.read(got.get(0)));
		assertArrayEquals(new byte[] {2}, Documents.read(got.get(1)));
	}

	@Test public void anEmptyFileIsAFile() throws IOException {
		choose(asked(), Documents.add(phone.app, "empty", new byte[0]));
		assertEquals(0, Documents.read(Documents.told("picked").get(0)).length);
	}

	@Test public void whoChoosesNothingIsLeftAlone() {
		FilesActivity a = asked();
		shadowOf(a).receiveResult(shadowOf(a).getNextStartedActivityForResult().intent, Activity.RESULT_CANCELED, null);
		settle();
		assertTrue(a.isFinishing());
		assertEquals(List.of(), ShadowBridge.told);
	}

	@Test public void whatSaysNothingOfItselfHasANameByItsKind() {
		choose(asked(), Documents.add(phone.app, null, null, new ByteArrayInputStream(new byte[3])));
		String name = Documents.told("picked").get(0).getName();
		assertTrue(name, name.equals("file") || name.equals("file.png")); // Robolectric knows few kinds
	}

	@Test public void namesAreMadeSafe() {
		for (String[] v : new String[][] {
			{"../../identity", ".._.._identity"}, {"/etc/passwd", "_etc_passwd"}, {"a\nb\u0000c\\d", "a_b_c_d"}, {"..", "file"}, {" ", "file"},
			{"half \ud83d of", "half _ of"}, {"😀.png", "😀.png"},
		}) {
			assertEquals(v[1], Outgoing.safeName(v[0]));
		}
		String cut = Outgoing.safeName("字".repeat(1 << 20) + ".jpeg");
		assertTrue(cut, cut.startsWith("字") && cut.endsWith("字") || cut.endsWith(".jpeg"));
		String longName = Outgoing.safeName("字".repeat(100) + ".jpeg");
		assertTrue(longName, longName.endsWith("字.jpeg") && longName.getBytes(java.nio.charset.StandardCharsets.UTF_8).length <= Outgoing.MOST_NAME);
	}

	@Test public void whatCannotBeReadIsNamedAndTheOthersGoOn() {
		FilesActivity a = asked();
		choose(a, Documents.add(phone.app, "cloud.mov", 5L, null), Documents.add(phone.app, "b.txt", new byte[] {1}));
		assertTrue(says(), says().contains("cloud.mov") && !says().contains("b.txt"));
		assertEquals(List.of(), ShadowBridge.told);
		assertEquals(1, copies());
		press(AlertDialog.BUTTON_POSITIVE);
		assertEquals(List.of("b.txt"), Documents.names(Documents.told("picked")));
		assertTrue(a.isFinishing());
	}

	@Test public void aStreamThatBreaksLeavesNothing() {
		choose(asked(), Documents.add(phone.app, "broken", 100L, new InputStream() {
			private int n;

			@Override public int read() throws IOException {
				if (n++ > 10) {
					throw new IOException("the app ended");
				}
				return 1;
			}
		}));
		assertTrue(says(), says().contains("broken"));
		assertEquals(0, copies());
		press(AlertDialog.BUTTON_POSITIVE);
		assertEquals(List.of(), ShadowBridge.told);
	}

	@Test public void whatDoesNotFitIsSaidBeforeItIsCopied() {
		Uri huge = Documents.add(phone.app, "huge.iso", 1L << 60, new ByteArrayInputStream(new byte[1]));
		choose(asked(), huge);
		assertTrue(says(), says().contains("huge.iso") && says().contains("room"));
		assertEquals(List.of(), Documents.opened);
		assertEquals(0, copies());
	}

	@Test public void whatDoesNotSayItsSizeEndsWhereThePhoneIsFull() {
		Outgoing.reserve = 1L << 60;
		choose(asked(), Documents.add(phone.app, "endless", null, new InputStream() {
			@Override public int read() {
				return 1;
			}

			@Override public int read(byte[] to, int from, int n) {
				return n;
			}
		}));
		assertTrue(says(), says().contains("endless") && says().contains("room"));
		assertEquals(0, copies());
	}

	/** Its key lies where this app may read. */
	@Test public void nothingOfTheAppItselfIsTaken() throws IOException {
		File key = new File(phone.app.getFilesDir(), "identity");
		assertTrue(key.createNewFile());
		choose(asked(), Uri.fromFile(key),
			Documents.addAt(phone.app, Uri.parse("content://chat.confab.files/identity"), "identity", 1L, new ByteArrayInputStream(new byte[1])),
			Documents.addAt(phone.app, Uri.parse("content://0@chat.confab.files/identity"), "identity", 1L, new ByteArrayInputStream(new byte[1])),
			Uri.parse("android.resource://chat.confab/1"), Uri.parse("content:identity"));
		press(AlertDialog.BUTTON_POSITIVE);
		assertEquals(List.of(), ShadowBridge.told);
		assertEquals(List.of(), Documents.opened);
		assertEquals(0, copies());
	}

	@Test public void aHundredAreTakenAtOnce() {
		Uri[] many = new Uri[Intake.MOST + 1];
		for (int i = 0; i < many.length; i++) {
			many[i] = Documents.add(phone.app, "n" + i, new byte[] {1});
		}
		choose(asked(), many);
		assertTrue(says(), says().contains("" + Intake.MOST));
		press(AlertDialog.BUTTON_POSITIVE);
		assertEquals(Intake.MOST, Documents.told("picked").size());
	}

	@Test public void whatTakesLongIsShownAndCanBeCancelled() throws Exception {
		final CountDownLatch reading = new CountDownLatch(1);
		final CountDownLatch closed = new CountDownLatch(1);
		FilesActivity a = asked();
		Uri slow = Documents.add(phone.app, "slow.bin", 1L << 20, new InputStream() {
			@Override public int read() throws IOException {
				reading.countDown();
				try {
					closed.await();
				} catch (InterruptedException e) {
					Thread.currentThread().interrupt();
				}
				throw new IOException("closed");
			}

			@Override public void close() {
				closed.countDown();
			}
		});
		shadowOf(a).receiveResult(shadowOf(a).getNextStartedActivityForResult().intent, Activity.RESULT_OK, new Intent().setData(slow));
		assertTrue(reading.await(1, TimeUnit.MINUTES));
		shadowOf(Looper.getMainLooper()).idleFor(1, TimeUnit.SECONDS);
		assertTrue(says(), says().contains("slow.bin"));
		press(AlertDialog.BUTTON_NEGATIVE);
		assertTrue(a.isFinishing());
		assertTrue(closed.await(1, TimeUnit.MINUTES));
		settle();
		assertEquals(0, copies());
		assertEquals(List.of(), ShadowBridge.told);
	}

	/** Nothing ends a call to another app from here. */
	@Test public void anAppThatNeverAnswersHoldsNothingUp() throws Exception {
		CountDownLatch asked = new CountDownLatch(1);
		CountDownLatch never = new CountDownLatch(1);
		FilesActivity a = asked();
		Uri first = Documents.add(phone.app, "first", new byte[] {1});
		Uri stuck = Documents.addStuck(phone.app, "stuck", asked, never);
		Intent both = new Intent();
		both.setClipData(ClipData.newRawUri("", first));
		both.getClipData().addItem(new ClipData.Item(stuck));
		shadowOf(a).receiveResult(shadowOf(a).getNextStartedActivityForResult().intent, Activity.RESULT_OK, both);
		assertTrue(asked.await(1, TimeUnit.MINUTES));
		shadowOf(Looper.getMainLooper()).idleFor(1, TimeUnit.SECONDS);
		assertTrue(says(), says().contains("stuck"));
		press(AlertDialog.BUTTON_NEGATIVE);
		assertTrue(a.isFinishing());

		FilesActivity next = Robolectric.buildActivity(FilesActivity.class).create().start().resume().get();
		shadowOf(next).receiveResult(shadowOf(next).getNextStartedActivityForResult().intent, Activity.RESULT_OK,
			new Intent().setData(Documents.add(phone.app, "next", new byte[] {1})));
		for (int i = 0; Documents.told("picked").isEmpty() && i < 6000; i++) {
			Thread.sleep(10);
			shadowOf(Looper.getMainLooper()).idle();
		}
		assertEquals(List.of("next"), Documents.names(Documents.told("picked")));
		never.countDown();
		settle();
		assertEquals("what was cancelled is not kept", 1, copies());
	}

	@Test public void theAnswerComesInAnotherProcessToo() {
		assertEquals(Intent.ACTION_OPEN_DOCUMENT, shadowOf(asked()).getNextStartedActivityForResult().intent.getAction());
		Bundle kept = new Bundle();
		control.saveInstanceState(kept);
		ActivityController<FilesActivity> again = Robolectric.buildActivity(FilesActivity.class);
		FilesActivity a = again.create(kept).get();
		for (IntentForResult i = shadowOf(a).getNextStartedActivityForResult(); i != null; i = shadowOf(a).getNextStartedActivityForResult()) {
			assertFalse("it asks twice", Intent.ACTION_OPEN_DOCUMENT.equals(i.intent.getAction()));
		}
		assertFalse(a.isFinishing());
		a.onActivityResult(1, Activity.RESULT_OK, new Intent().setData(Documents.add(phone.app, "later", new byte[] {1})));
		settle();
		assertEquals(List.of("later"), Documents.names(Documents.told("picked")));
	}

	private File left(String path) throws IOException {
		File f = new File(phone.app.getFilesDir(), "outgoing/" + path);
		assertTrue(f.getParentFile().mkdirs() && f.createNewFile());
		return f;
	}

	@Test public void copiesThatNobodyNeedsAreRemoved() throws IOException {
		File old = left("1/left");
		assertTrue(old.getParentFile().setLastModified(System.currentTimeMillis() - Outgoing.LONG - 60_000));
		File part = left("3.part/part");
		File offered = left("2/offered");
		File empty = new File(phone.app.getFilesDir(), "outgoing/4");
		assertTrue(empty.mkdir());
		choose(asked(), Documents.add(phone.app, "new", new byte[] {1}));
		Bridge.keepCopies("/elsewhere\n" + offered.getPath());
		assertFalse(old.getParentFile().exists());
		assertFalse("half of a copy", part.getParentFile().exists());
		assertFalse(empty.exists());
		assertTrue(offered.exists());
		assertTrue("made by this process", Documents.told("picked").get(0).exists());
		assertEquals(List.of(), Documents.told("files"));
	}

	@Test public void whatWasNotSentWhenTheProcessEndedIsSharedAgain() throws IOException {
		File waiting = left("1/计划 plan.pdf");
		File offered = left("2/offered");
		ShadowGio.loaded = true;
		Bridge.keepCopies(offered.getPath());
		assertEquals(List.of(waiting), Documents.told("files"));
		assertTrue(waiting.exists() && offered.exists());
	}
}
