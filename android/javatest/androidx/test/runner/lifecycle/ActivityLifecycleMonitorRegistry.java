package androidx.test.runner.lifecycle;

/** Where Robolectric leaves its ActivityLifecycleMonitor. */
public final class ActivityLifecycleMonitorRegistry {
	private static ActivityLifecycleMonitor instance;

	private ActivityLifecycleMonitorRegistry() {}

	public static void registerInstance(ActivityLifecycleMonitor i) {
		instance = i;
	}

	public static ActivityLifecycleMonitor getInstance() {
		return instance;
	}
}
