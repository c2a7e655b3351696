package androidx.test.runner.intent;

/** No intent is answered by a test. */
public final class IntentStubberRegistry {
	private IntentStubberRegistry() {}

	public static boolean isLoaded() {
		return false;
	}
}
