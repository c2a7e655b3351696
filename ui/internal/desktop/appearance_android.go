package desktop

import "context"

// current never knows: Android tells an activity through its Configuration
// (UI_MODE_NIGHT_YES), and nothing here asks the Java side for it. This half
// comes with the Android package; until then "system" is the window's default.
func current(context.Context) Appearance { return Appearance{} }

func watch(context.Context, func(Appearance)) {}
