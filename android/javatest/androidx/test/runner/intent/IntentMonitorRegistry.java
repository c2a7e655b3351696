package androidx.test.runner.intent;

/** Where Robolectric leaves its IntentMonitor. */
public final class IntentMonitorRegistry {
	private static IntentMonitor instance;

	private IntentMonitorRegistry() {}

	public static void registerInstance(IntentMonitor i) {
		instance = i;
	}

	public static IntentMonitor getInstance() {
		return instance;
	}
}
