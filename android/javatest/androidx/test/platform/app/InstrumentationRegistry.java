package androidx.test.platform.app;

import android.app.Instrumentation;
import android.os.Bundle;

/** Where Robolectric leaves its instrumentation. */
public final class InstrumentationRegistry {
	private static Instrumentation instance;

	private InstrumentationRegistry() {}

	public static void registerInstance(Instrumentation i, Bundle arguments) {
		instance = i;
	}

	public static Instrumentation getInstrumentation() {
		return instance;
	}
}
