package desktop

// languages is empty: an Android program has no locale in its environment, and
// nothing here asks the Java side for its LocaleList. This half comes with the
// Android package; until then the person chooses in the settings.
func languages() []string { return nil }
