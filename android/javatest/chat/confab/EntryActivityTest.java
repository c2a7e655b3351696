package chat.confab;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;
import static org.robolectric.Shadows.shadowOf;

import android.content.Intent;
import android.content.pm.ResolveInfo;
import android.net.Uri;
import java.util.List;
import org.gioui.GioActivity;
import org.junit.Rule;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.robolectric.Robolectric;
import org.robolectric.RobolectricTestRunner;

@RunWith(RobolectricTestRunner.class)
public final class EntryActivityTest {
	@Rule public final Phone phone = new Phone();

	/** Opens the activity, holds it to what it always owes, and returns what Go was told. */
	private static List<String> open(Intent i) {
		EntryActivity a = Robolectric.buildActivity(EntryActivity.class, i).create().get();
		assertTrue("never shown, and so it must be gone", a.isFinishing());
		Intent window = shadowOf(a).getNextStartedActivity();
		assertEquals(GioActivity.class.getName(), window.getComponent().getClassName());
		assertTrue((window.getFlags() & Intent.FLAG_ACTIVITY_NEW_TASK) != 0);
		assertNull("what came from outside goes on", window.getData());
		assertNull("what came from outside goes on", window.getExtras());
		assertNull(shadowOf(a).getNextStartedActivity());
		return ShadowBridge.told;
	}

	private static Intent view(String uri) {
		return new Intent(Intent.ACTION_VIEW, Uri.parse(uri));
	}

	@Test public void aLinkComesToGo() {
		assertEquals(List.of("link confab://192.168.1.7:8899"), open(view("confab://192.168.1.7:8899")));
	}

	/** As transport/internal/web's page.js writes it. */
	@Test public void thePagesLinkComesToGoWithoutTheWayBack() throws Exception {
		Intent i = Intent.parseUri("intent://join/AaEA_-x#Intent;scheme=confab;package=chat.confab;"
			+ "S.browser_fallback_url=http%3A%2F%2F192.168.1.5%3A8899%2F%3Fmissing%26lang%3Den%23AaEA_-x;end", Intent.URI_INTENT_SCHEME);
		i.addCategory(Intent.CATEGORY_BROWSABLE); // as browsers do
		assertTrue(isOffered(i));
		assertEquals(List.of("link confab://join/AaEA_-x"), open(i));
	}

	@Test public void aLinkMayShout() {
		assertEquals(List.of("link CONFAB://LAPTOP"), open(view("CONFAB://LAPTOP")));
	}

	@Test public void aLinkTooLongIsNotHalfALink() {
		assertEquals(List.of(), open(view("confab://" + "a".repeat(1 << 20))));
	}

	@Test public void linksToOtherThingsAreNotTaken() {
		for (String uri : new String[] {"https://example.org", "file:///etc/passwd", "content://contacts/1", "confabx://a", "//confab", ""}) {
			assertEquals(uri, List.of(), open(view(uri)));
		}
	}

	@Test public void intentsWithNothingInThemDoNothing() {
		for (Intent i : new Intent[] {new Intent(), new Intent(Intent.ACTION_VIEW)}) {
			assertEquals(i.toString(), List.of(), open(i));
		}
	}

	@Test public void anotherActionIsNotTaken() {
		for (String action : new String[] {Intent.ACTION_MAIN, Intent.ACTION_SEND, Intent.ACTION_SENDTO, Intent.ACTION_DELETE, "chat.confab.DISCONNECT"}) {
			assertEquals(action, List.of(), open(view("confab://a").setAction(action).putExtra(Intent.EXTRA_TEXT, "text")));
		}
	}

	@Test public void theManifestOffersItForLinks() {
		assertTrue("a link in a browser", isOffered(view("confab://laptop:8899").addCategory(Intent.CATEGORY_BROWSABLE)));
		assertFalse("text", isOffered(new Intent(Intent.ACTION_SEND).setType("text/plain")));
		assertFalse("a page", isOffered(view("https://example.org")));
	}

	private boolean isOffered(Intent i) {
		for (ResolveInfo r : phone.app.getPackageManager().queryIntentActivities(i, 0)) {
			if (r.activityInfo.name.equals(EntryActivity.class.getName())) {
				return true;
			}
		}
		return false;
	}
}
