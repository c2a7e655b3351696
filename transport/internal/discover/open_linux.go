package discover

// sharePort does nothing: on Linux SO_REUSEADDR is enough.
func sharePort(descriptor) error { return nil }
