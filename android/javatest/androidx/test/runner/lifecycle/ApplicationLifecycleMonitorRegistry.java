package androidx.test.runner.lifecycle;

/** Where Robolectric leaves its ApplicationLifecycleMonitor. */
public final class ApplicationLifecycleMonitorRegistry {
	private static ApplicationLifecycleMonitor instance;

	private ApplicationLifecycleMonitorRegistry() {}

	public static void registerInstance(ApplicationLifecycleMonitor i) {
		instance = i;
	}

	public static ApplicationLifecycleMonitor getInstance() {
		return instance;
	}
}
