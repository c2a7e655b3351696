/* droid loads a library that was built for Android and is to it what Android's
   Java is: it calls what GioView and Bridge call, and answers what Go asks through
   JNI. Commands come from standard input, one a line; what happens is told on
   descriptor 9, because Gio sends 1 and 2 to the log. Every command ends with a
   line "done".

     droid LIBRARY DATADIR [SETTING VALUE]…

   Only the main thread calls the library, as on Android. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "java.h"
#include "screen.h"

/* On arm64 the block of the program's thread-local variables starts 16 bytes above
   the thread pointer, where bionic has the slot for programs (TLS_SLOT_APP), and
   where old Go looks for the values of keys. It must be the only such variable. */
__thread void *slots[64];

static void *library;
static JNIEnv *env;
static jobject class, view, gio;
static jlong window; /* 0 without a view */

static void *find(const char *name) {
	void *p = dlsym(library, name);
	if (!p) {
		dprintf(OUT, "fault: %s is not exported\n", name);
		exit(1);
	}
	return p;
}

#define VIEW(ret, name, params, args) ((ret(*) params)find("Java_org_gioui_GioView_" #name)) args
#define PLAIN(name) VIEW(void, name, (JNIEnv *, jobject, jlong), (env, class, window))

/* What the system's bars cover. */
static void insets(void) {
	VIEW(void, onWindowInsets, (JNIEnv *, jobject, jlong, jint, jint, jint, jint), (env, class, window, 24, 0, 40, 0));
}
static void surface(void) {
	VIEW(void, onSurfaceChanged, (JNIEnv *, jobject, jlong, jobject), (env, class, window, (jobject)make("surface", "", "")));
}
static void focus(int yes) {
	VIEW(void, onFocusChange, (JNIEnv *, jobject, jlong, jboolean), (env, class, window, yes));
}

/* As GioActivity is shown and hidden. */
static void show(void) {
	PLAIN(onStartView);
	focus(1);
	insets();
	surface();
}
static void hide(void) {
	focus(0);
	PLAIN(onSurfaceDestroyed);
	PLAIN(onStopView);
}
static void createView(void) {
	view = (jobject)make("view", "", "");
	window = VIEW(jlong, onCreateView, (JNIEnv *, jobject, jobject), (env, class, view));
	show();
}
static void destroyView(void) {
	hide();
	PLAIN(onDestroyView);
	window = 0;
}

/* As a keyboard that is shown with adjustResize does, or turning the phone. */
static void resize(int width, int height) {
	struct screen *s = dlsym(dlopen("libandroid.so", RTLD_NOW | RTLD_NOLOAD), "screen");
	s->width = width;
	s->height = height;
	surface();
	insets();
}

static void touch(int action, int finger, float x, float y) {
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	VIEW(void, onTouchEvent, (JNIEnv *, jobject, jlong, jint, jint, jint, jfloat, jfloat, jfloat, jfloat, jint, jlong),
		(env, class, window, action, finger, 1, x, y, 0, 0, 0, now.tv_sec * 1000 + now.tv_nsec / 1000000));
}

static void type(const char *text) {
	jint from = VIEW(jint, imeSelectionStart, (JNIEnv *, jobject, jlong), (env, class, window));
	jint to = VIEW(jint, imeSelectionEnd, (JNIEnv *, jobject, jlong), (env, class, window));
	VIEW(jint, imeReplace, (JNIEnv *, jobject, jlong, jint, jint, jobject), (env, class, window, from < to ? from : to, from < to ? to : from, (jobject)string(text)));
	/* As keyboards do: the caret goes behind what was typed. Places count runes. */
	jint end = from < to ? from : to;
	for (const char *p = text; *p; p++) {
		end += (*p & 0xc0) != 0x80;
	}
	VIEW(jint, imeSetSelection, (JNIEnv *, jobject, jlong, jint, jint), (env, class, window, end, end));
}

/* Walks what a screen reader would read. */
static void tree(int id, int depth) {
	object *node = make("node", "", "");
	VIEW(jobject, initializeAccessibilityNodeInfo, (JNIEnv *, jobject, jlong, jint, jint, jint, jobject), (env, class, window, id, 0, 0, (jobject)node));
	char text[1024], description[1024], kind[128];
	dprintf(OUT, "node %d %d %d %d %d|%s|%s|%s\n", depth, node->numbers[0], node->numbers[1], node->numbers[2], node->numbers[3],
		utf8(node->class, kind, sizeof kind), utf8(node->text, text, sizeof text), utf8(node->description, description, sizeof description));
	for (int i = 0; i < node->count; i++) {
		tree(node->children[i], depth + 1);
	}
	free(node);
}

/* Does what Go asked Android's main thread for. */
static void serve(void) {
	int wake, frame;
	asked(&wake, &frame);
	if (wake) {
		((void (*)(JNIEnv *, jobject))find("Java_org_gioui_Gio_scheduleMainFuncs"))(env, gio);
	}
	if (frame && window) {
		PLAIN(onFrameCallback);
	}
}

/* Waits for a frame to be shown, a quarter of a second at most. */
static void next(void) {
	int *frames = dlsym(dlopen("libEGL.so", RTLD_NOW | RTLD_NOLOAD), "frames");
	int before = __atomic_load_n(frames, __ATOMIC_SEQ_CST);
	for (int i = 0; i < 50 && __atomic_load_n(frames, __ATOMIC_SEQ_CST) == before; i++) {
		serve();
		poll(NULL, 0, 5);
	}
}

/* As FilesActivity and ShareActivity do with files that they have copied: their paths have
   spaces between here, and line feeds in Java. */
static void hand(const char *how, char *paths) {
	char name[64];
	for (char *p = paths; *p; p++) {
		*p = *p == ' ' ? '\n' : *p;
	}
	snprintf(name, sizeof name, "Java_chat_confab_Bridge_%s", how);
	((void (*)(JNIEnv *, jobject, jobject))find(name))(env, class, (jobject)string(paths));
}

/* As ScanActivity does with a frame of the camera, whose pixels are in a file. */
static void readFrame(const char *file, int width, int height, int stride) {
	object *buffer = make("buffer", "", "");
	buffer->length = stride * (height - 1) + width;
	buffer->bytes = malloc(buffer->length);
	FILE *in = fopen(file, "rb");
	if (!in || fread(buffer->bytes, 1, buffer->length, in) != buffer->length) {
		dprintf(OUT, "fault: no frame in %s\n", file);
		exit(1);
	}
	fclose(in);
	jint found = ((jint(*)(JNIEnv *, jobject, jobject, jint, jint, jint, jboolean))find("Java_chat_confab_Bridge_read"))(
		env, class, (jobject)buffer, width, height, stride, 0);
	/* The camera writes another frame there. */
	free(buffer->bytes);
	free(buffer);
	dprintf(OUT, "found %d\n", found);
}

static void command(char *line) {
	char *arg = strchr(line, ' ');
	arg = arg ? (*arg = 0, arg + 1) : line + strlen(line);
	int x, y, stride, action, finger;
	char name[64], value[64];
	int at = 0;
	if (!strcmp(line, "create")) {
		createView();
	} else if (!strcmp(line, "destroy")) {
		destroyView();
	} else if (!strcmp(line, "hide")) {
		hide();
	} else if (!strcmp(line, "show")) {
		show();
	} else if (!strcmp(line, "resize") && sscanf(arg, "%d %d", &x, &y) == 2) {
		resize(x, y);
	} else if (!strcmp(line, "set") && sscanf(arg, "%31s %63[^\n]", name, value) == 2) {
		set(name, value);
	} else if (!strcmp(line, "configurationChanged")) {
		/* GioActivity hears of it only while there is one, Bridge always. */
		if (window) {
			PLAIN(onConfigurationChanged);
		}
		((void (*)(JNIEnv *, jobject))find("Java_chat_confab_Bridge_appearanceChanged"))(env, class);
	} else if (!strcmp(line, "tree")) {
		tree(-1, 0);
	} else if (!strcmp(line, "tap") && sscanf(arg, "%d %d", &x, &y) == 2) {
		touch(0, 0, x, y);
		touch(1, 0, x, y);
	} else if (!strcmp(line, "finger") && sscanf(arg, "%d %d %d %d", &action, &finger, &x, &y) == 4) {
		touch(action, finger, x, y);
	} else if (!strcmp(line, "type")) {
		type(arg);
	} else if (!strcmp(line, "written")) {
		/* As a keyboard that asks for all of the text. */
		char text[4096];
		VIEW(void, imeSetSnippet, (JNIEnv *, jobject, jlong, jint, jint), (env, class, window, 0, 1000));
		jobject snippet = VIEW(jobject, imeSnippet, (JNIEnv *, jobject, jlong), (env, class, window));
		dprintf(OUT, "written %s\n", utf8((object *)snippet, text, sizeof text));
	} else if (!strcmp(line, "back")) {
		int taken = VIEW(jboolean, onBack, (JNIEnv *, jobject, jlong), (env, class, window));
		dprintf(OUT, "back %d\n", taken);
	} else if (!strcmp(line, "picture")) {
		int (*take)(const char *) = dlsym(dlopen("libEGL.so", RTLD_NOW | RTLD_NOLOAD), "picture");
		dprintf(OUT, "picture %d\n", take(arg));
	} else if (!strcmp(line, "next")) {
		next();
	} else if (!strcmp(line, "shared") || !strcmp(line, "link") || !strcmp(line, "openTalk")) {
		snprintf(name, sizeof name, "Java_chat_confab_Bridge_%s", line);
		((void (*)(JNIEnv *, jobject, jobject))find(name))(env, class, (jobject)string(arg));
	} else if (!strcmp(line, "picked") || !strcmp(line, "sharedFiles")) {
		hand(line, arg);
	} else if (!strcmp(line, "frame") && sscanf(arg, "%d %d %d %n", &x, &y, &stride, &at) == 3) {
		readFrame(arg + at, x, y, stride);
	} else if (!strcmp(line, "networkChanged") || !strcmp(line, "disconnect")) {
		snprintf(name, sizeof name, "Java_chat_confab_Bridge_%s", line);
		((void (*)(JNIEnv *, jobject))find(name))(env, class);
	} else if (!strcmp(line, "quit")) {
		_exit(0);
	} else {
		dprintf(OUT, "fault: no command %s\n", line);
	}
	dprintf(OUT, "done\n");
}

int main(int argc, char **argv) {
	if (argc < 3) {
		return 2;
	}
	for (int i = 3; i + 1 < argc; i += 2) {
		if (!set(argv[i], argv[i + 1])) {
			return 2;
		}
	}
	slots[0] = NULL;
	env = fillTables();
	library = dlopen(argv[1], RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND);
	if (!library) {
		dprintf(OUT, "fault: %s\n", dlerror());
		return 1;
	}
	gio = (jobject)make("class", "org/gioui/Gio", "");
	class = (jobject)make("class", "org/gioui/GioView", "");
	object *dir = make("bytes", "", "");
	dir->bytes = (jbyte *)argv[2];
	dir->length = strlen(argv[2]);
	((void (*)(JNIEnv *, jobject, jobject, jobject))find("Java_org_gioui_Gio_runGoMain"))(env, gio, (jobject)dir, (jobject)make("context", "", ""));
	dprintf(OUT, "done\n");

	/* A frame takes long here: a command is read whole before the next one. */
	static char line[1 << 16];
	size_t n = 0;
	for (;;) {
		serve();
		struct pollfd in = {.fd = 0, .events = POLLIN};
		while (poll(&in, 1, 2) > 0) {
			if (read(0, line + n, 1) <= 0) {
				return 0;
			}
			if (line[n] != '\n') {
				n += n + 1 < sizeof line;
				continue;
			}
			line[n] = 0;
			n = 0;
			command(line);
			break;
		}
	}
}
