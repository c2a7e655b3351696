#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "java.h"
#include "screen.h"

object *make(const char *kind, const char *name, const char *sig) {
	object *o = calloc(1, sizeof *o);
	o->kind = kind;
	snprintf(o->name, sizeof o->name, "%s", name);
	snprintf(o->sig, sizeof o->sig, "%s", sig);
	return o;
}

/* What the person has set on the phone; the command "set" changes it. */
static struct {
	char dark[8], languages[64], timeZone[64], fontScale[8], mayNotify[8];
} settings = {"0", "en-US,zh-Hans-CN", "Asia/Shanghai 28800", "1", "1"};

int set(const char *name, const char *value) {
	struct {
		const char *name;
		char *to;
		size_t size;
	} all[] = {
		{"dark", settings.dark, sizeof settings.dark},
		{"languages", settings.languages, sizeof settings.languages},
		{"timeZone", settings.timeZone, sizeof settings.timeZone},
		{"fontScale", settings.fontScale, sizeof settings.fontScale},
		{"mayNotify", settings.mayNotify, sizeof settings.mayNotify},
	};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		if (!strcmp(name, all[i].name)) {
			snprintf(all[i].to, all[i].size, "%s", value);
			return 1;
		}
	}
	dprintf(OUT, "fault: no setting %s\n", name);
	return 0;
}

/* The methods of chat.confab.Bridge. That these are what the APK's Java has is
   checked by apkcheck. */
static const char *bridge[][2] = {
	{"start", "(Landroid/content/Context;)V"},
	{"foreground", "(Ljava/lang/String;Ljava/lang/String;Ljava/lang/String;Z)V"},
	{"background", "()V"},
	{"notify", "(Ljava/lang/String;Ljava/lang/String;Ljava/lang/String;)V"},
	{"withdraw", "(Ljava/lang/String;)V"},
	{"mayNotify", "()Z"},
	{"askToNotify", "()V"},
	{"interfaces", "()Ljava/lang/String;"},
	{"languages", "()Ljava/lang/String;"},
	{"dark", "()Z"},
	{"timeZone", "()Ljava/lang/String;"},
	{"scan", "()V"},
	{"discover", "(Z)V"},
	{"pickFiles", "()V"},
	{"keepCopies", "(Ljava/lang/String;)V"},
	{"openFile", "(Ljava/lang/String;)V"},
	{"keepFile", "(Ljava/lang/String;)V"},
	{"shareFile", "(Ljava/lang/String;)V"},
};

object *string(const char *s) {
	object *o = make("string", "", "");
	o->chars = calloc(strlen(s) + 1, sizeof *o->chars);
	for (const unsigned char *p = (const unsigned char *)s; *p;) {
		int more = *p >= 0xf0 ? 3 : *p >= 0xe0 ? 2 : *p >= 0xc0 ? 1 : 0;
		uint32_t c = more ? *p & (0x3f >> more) : *p;
		for (p++; more > 0 && *p; more--) {
			c = c << 6 | (*p++ & 0x3f);
		}
		if (c > 0xffff) {
			o->chars[o->length++] = 0xd800 | (c - 0x10000) >> 10;
			c = 0xdc00 | (c & 0x3ff);
		}
		o->chars[o->length++] = c;
	}
	return o;
}

const char *utf8(const object *s, char *to, size_t size) {
	size_t n = 0;
	for (int i = 0; s && i < s->length && n + 5 < size; i++) {
		uint32_t c = s->chars[i];
		if (c >> 10 == 0x36 && i + 1 < s->length) {
			c = 0x10000 + ((c & 0x3ff) << 10) + (s->chars[++i] & 0x3ff);
		}
		if (c < 0x80) {
			to[n++] = c < ' ' ? ' ' : c;
			continue;
		}
		int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
		to[n++] = (0xff00 >> (more + 1) & 0xff) | c >> 6 * more;
		while (more--) {
			to[n++] = 0x80 | (c >> 6 * more & 0x3f);
		}
	}
	to[n] = 0;
	return to;
}

static pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;
static int wakes, frameCallbacks; /* guarded by mu */
static const struct JNINativeInterface *table;
static const struct JNIInvokeInterface *machine;

static jint getJavaVM(JNIEnv *e, JavaVM **vm) { *vm = (JavaVM *)&machine; return 0; }
static jint getEnv(JavaVM *vm, void **e, jint version) { *e = (void *)&table; return 0; }
static jint attach(JavaVM *vm, JNIEnv **e, void *args) { *e = (JNIEnv *)&table; return 0; }
static jint detach(JavaVM *vm) { return 0; }
static jobject newGlobalRef(JNIEnv *e, jobject o) { return o; }
static void deleteRef(JNIEnv *e, jobject o) {}
static jint pushFrame(JNIEnv *e, jint n) { return 0; }
static jobject popFrame(JNIEnv *e, jobject o) { return o; }
static jclass findClass(JNIEnv *e, const char *name) { return (jclass)make("class", name, ""); }
static jclass getObjectClass(JNIEnv *e, jobject o) { return (jclass)make("class", "java/lang/Object", ""); }
static jmethodID getMethodID(JNIEnv *e, jclass c, const char *name, const char *sig) { return (jmethodID)make("method", name, sig); }
static jmethodID getStaticMethodID(JNIEnv *e, jclass c, const char *name, const char *sig) {
	int known = strcmp(((object *)c)->name, "chat.confab.Bridge") != 0;
	for (size_t i = 0; i < sizeof bridge / sizeof *bridge; i++) {
		known |= !strcmp(name, bridge[i][0]) && !strcmp(sig, bridge[i][1]);
	}
	if (!known) {
		dprintf(OUT, "fault: Bridge has no %s %s\n", name, sig);
	}
	return getMethodID(e, c, name, sig);
}
static jthrowable exceptionOccurred(JNIEnv *e) { return NULL; }
static void exceptionClear(JNIEnv *e) {}
static jstring newString(JNIEnv *e, const jchar *chars, jsize n) {
	object *o = make("string", "", "");
	o->chars = calloc(n + 1, sizeof *chars);
	memcpy(o->chars, chars, n * sizeof *chars);
	o->length = n;
	return (jstring)o;
}
static jsize stringLength(JNIEnv *e, jstring s) { return ((object *)s)->length; }
static const jchar *stringChars(JNIEnv *e, jstring s, jboolean *copied) { return ((object *)s)->chars; }
static void stringRegion(JNIEnv *e, jstring s, jsize from, jsize n, jchar *to) { memcpy(to, ((object *)s)->chars + from, n * sizeof *to); }
static jsize arrayLength(JNIEnv *e, jarray a) { return ((object *)a)->length; }
static jbyte *byteElements(JNIEnv *e, jbyteArray a, jboolean *copied) { return ((object *)a)->bytes; }
static void *bufferAddress(JNIEnv *e, jobject b) { return ((object *)b)->bytes; }
static jlong bufferCapacity(JNIEnv *e, jobject b) { return ((object *)b)->length; }
static void releaseBytes(JNIEnv *e, jbyteArray a, jbyte *b, jint mode) {}

static int is(jmethodID m, const char *name) { return !strcmp(((object *)m)->name, name); }

/* Android ends the process when a method of nothing is called. */
static void mustBe(jobject o, jmethodID m) {
	if (!o) {
		dprintf(OUT, "fault: %s of no object was called\n", ((object *)m)->name);
		abort();
	}
}

/* Tells of a call, with those arguments that are simple. */
static void tell(const object *o, const jvalue *a) {
	char line[4096], text[1024];
	int n = snprintf(line, sizeof line, "java %s", o->name);
	int i = 0;
	for (const char *p = o->sig + 1; *p && *p != ')' && n < 3000; p++, i++) {
		if (*p == 'I') {
			n += snprintf(line + n, sizeof line - n, "|%d", a[i].i);
		} else if (*p == 'Z') {
			n += snprintf(line + n, sizeof line - n, "|%d", a[i].z);
		} else if (!strncmp(p, "Ljava/lang/String;", 18)) {
			n += snprintf(line + n, sizeof line - n, "|%s", utf8((object *)a[i].l, text, sizeof text));
		}
		if (*p == 'L') {
			p = strchr(p, ';');
		}
	}
	dprintf(OUT, "%s\n", line);
}

static void callVoid(JNIEnv *e, jobject to, jmethodID m, const jvalue *a) {
	mustBe(to, m);
	object *o = (object *)to;
	if (is(m, "postFrameCallback")) {
		pthread_mutex_lock(&mu);
		frameCallbacks++;
		pthread_mutex_unlock(&mu);
	} else if (is(m, "setText")) {
		o->text = (object *)a[0].l;
	} else if (is(m, "setContentDescription")) {
		o->description = (object *)a[0].l;
	} else if (is(m, "setClassName")) {
		o->class = (object *)a[0].l;
	} else if (is(m, "setBoundsInScreen")) {
		memcpy(o->numbers, ((object *)a[0].l)->numbers, sizeof o->numbers);
	} else if (is(m, "addChild") && o->count < 256) {
		o->children[o->count++] = a[1].i;
	} else if (is(m, "showTextInput") || is(m, "hideTextInput") || is(m, "setStatusColor") || is(m, "setNavigationColor")) {
		tell((object *)m, a);
	}
}
static jint callInt(JNIEnv *e, jobject o, jmethodID m, ...) {
	mustBe(o, m);
	return is(m, "getDensity") ? DENSITY : 0;
}
static jfloat callFloat(JNIEnv *e, jobject o, jmethodID m, ...) {
	mustBe(o, m);
	return atof(settings.fontScale);
}
static jboolean callBoolean(JNIEnv *e, jobject o, jmethodID m, const jvalue *a) {
	mustBe(o, m);
	return is(m, "isA11yActive");
}
static jobject callObject(JNIEnv *e, jobject o, jmethodID m, const jvalue *a) {
	mustBe(o, m);
	if (is(m, "loadClass")) {
		char name[128];
		return (jobject)make("class", utf8((object *)a[0].l, name, sizeof name), "");
	}
	return (jobject)make("object", "", "");
}
static jobject newObject(JNIEnv *e, jclass c, jmethodID m, const jvalue *a) {
	object *o = make("object", "", "");
	for (int i = 0; i < 4; i++) {
		o->numbers[i] = a[i].i;
	}
	return (jobject)o;
}

/* Static methods: those of Gio, and those of Bridge, which are told. */
static void callStaticVoid(JNIEnv *e, jclass c, jmethodID m, const jvalue *a) {
	object *o = (object *)m;
	if (is(m, "wakeupMainThread")) {
		pthread_mutex_lock(&mu);
		wakes++;
		pthread_mutex_unlock(&mu);
		return;
	}
	tell(o, a);
}
static jboolean callStaticBoolean(JNIEnv *e, jclass c, jmethodID m, const jvalue *a) {
	dprintf(OUT, "java %s\n", ((object *)m)->name);
	return *(is(m, "dark") ? settings.dark : settings.mayNotify) == '1';
}
static jobject callStaticObject(JNIEnv *e, jclass c, jmethodID m, const jvalue *a) {
	dprintf(OUT, "java %s\n", ((object *)m)->name);
	if (is(m, "interfaces")) {
		return (jobject)string("1 65536 ul lo 127.0.0.1/8\n2 1500 ubm wlan0 192.0.2.7/24\n3 1400 uf rmnet0 198.51.100.9/30\n");
	}
	if (is(m, "languages")) {
		return (jobject)string(settings.languages);
	}
	if (is(m, "timeZone")) {
		return (jobject)string(settings.timeZone);
	}
	return NULL; /* an empty clipboard */
}

static void missing(void) {
	dprintf(OUT, "fault: a function of JNI that is not there was called\n");
	abort();
}

JNIEnv *fillTables(void) {
	static void *functions[sizeof(struct JNINativeInterface) / sizeof(void *)];
	static void *invocations[sizeof(struct JNIInvokeInterface) / sizeof(void *)];
	for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
		functions[i] = (void *)missing;
	}
	for (size_t i = 0; i < sizeof invocations / sizeof *invocations; i++) {
		invocations[i] = (void *)missing;
	}
	struct JNINativeInterface *t = (void *)functions;
	struct JNIInvokeInterface *v = (void *)invocations;
	v->GetEnv = getEnv, v->AttachCurrentThread = attach, v->DetachCurrentThread = detach;
	t->GetJavaVM = getJavaVM, t->NewGlobalRef = newGlobalRef, t->DeleteGlobalRef = deleteRef;
	t->DeleteLocalRef = deleteRef, t->PushLocalFrame = pushFrame, t->PopLocalFrame = popFrame;
	t->FindClass = findClass, t->GetObjectClass = getObjectClass;
	t->GetMethodID = getMethodID, t->GetStaticMethodID = getStaticMethodID;
	t->ExceptionOccurred = exceptionOccurred, t->ExceptionClear = exceptionClear;
	t->NewString = newString, t->GetStringLength = stringLength, t->GetStringChars = stringChars;
	t->GetStringRegion = stringRegion, t->GetArrayLength = arrayLength;
	t->GetByteArrayElements = byteElements, t->ReleaseByteArrayElements = releaseBytes;
	t->GetDirectBufferAddress = bufferAddress, t->GetDirectBufferCapacity = bufferCapacity;
	t->CallIntMethod = callInt, t->CallFloatMethod = callFloat, t->CallVoidMethodA = callVoid;
	t->CallBooleanMethodA = callBoolean, t->CallObjectMethodA = callObject, t->NewObjectA = newObject;
	t->CallStaticVoidMethodA = callStaticVoid, t->CallStaticObjectMethodA = callStaticObject;
	t->CallStaticBooleanMethodA = callStaticBoolean;
	table = t, machine = v;
	return (JNIEnv *)&table;
}

void asked(int *wake, int *frame) {
	pthread_mutex_lock(&mu);
	*wake = wakes, *frame = frameCallbacks;
	wakes = frameCallbacks = 0;
	pthread_mutex_unlock(&mu);
}
