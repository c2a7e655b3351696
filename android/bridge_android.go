package android

/*
#include <stdint.h>
#include <stdlib.h>
#include <jni.h>

static JavaVM *machine(uintptr_t vm) { return (JavaVM *)vm; }
static jint getEnv(JavaVM *vm, JNIEnv **env) { return (*vm)->GetEnv(vm, (void **)env, JNI_VERSION_1_6); }
static jint attach(JavaVM *vm, JNIEnv **env) { return (*vm)->AttachCurrentThread(vm, env, NULL); }
static void detach(JavaVM *vm) { (*vm)->DetachCurrentThread(vm); }
static jclass getObjectClass(JNIEnv *env, jobject o) { return (*env)->GetObjectClass(env, o); }
static jclass findClass(JNIEnv *env, const char *name) { return (*env)->FindClass(env, name); }
static jmethodID getMethodID(JNIEnv *env, jclass c, const char *name, const char *sig) { return (*env)->GetMethodID(env, c, name, sig); }
static jmethodID getStaticMethodID(JNIEnv *env, jclass c, const char *name, const char *sig) { return (*env)->GetStaticMethodID(env, c, name, sig); }
static jobject callObject(JNIEnv *env, jobject o, jmethodID m, const jvalue *a) { return (*env)->CallObjectMethodA(env, o, m, a); }
static jobject callStaticObject(JNIEnv *env, jclass c, jmethodID m, const jvalue *a) { return (*env)->CallStaticObjectMethodA(env, c, m, a); }
static jboolean callStaticBoolean(JNIEnv *env, jclass c, jmethodID m, const jvalue *a) { return (*env)->CallStaticBooleanMethodA(env, c, m, a); }
static void callStaticVoid(JNIEnv *env, jclass c, jmethodID m, const jvalue *a) { (*env)->CallStaticVoidMethodA(env, c, m, a); }
static jobject newGlobalRef(JNIEnv *env, jobject o) { return (*env)->NewGlobalRef(env, o); }
static jint pushFrame(JNIEnv *env) { return (*env)->PushLocalFrame(env, 16); }
static void popFrame(JNIEnv *env) { (*env)->PopLocalFrame(env, NULL); }
static jthrowable takeException(JNIEnv *env) {
	jthrowable t = (*env)->ExceptionOccurred(env);
	if (t != NULL) {
		(*env)->ExceptionClear(env);
	}
	return t;
}
static jstring newString(JNIEnv *env, const jchar *c, jsize n) { return (*env)->NewString(env, c, n); }
static jsize stringLength(JNIEnv *env, jstring s) { return (*env)->GetStringLength(env, s); }
static void stringRegion(JNIEnv *env, jstring s, jsize n, jchar *to) { (*env)->GetStringRegion(env, s, 0, n, to); }
static void *bufferAddress(JNIEnv *env, jobject b) { return (*env)->GetDirectBufferAddress(env, b); }
static jlong bufferCapacity(JNIEnv *env, jobject b) { return (*env)->GetDirectBufferCapacity(env, b); }
static void setObject(jvalue *v, int i, jobject o) { v[i].l = o; }
static void setBoolean(jvalue *v, int i, jboolean z) { v[i].z = z; }
*/
import "C"

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"time"
	"unicode/utf16"
	"unsafe"

	"gioui.org/app"
)

// events is filled by Java, which can be before Open: text that another app
// shares may be why the process was started.
var events = newInbox()

// pictures are those that Java has read, also before Open.
var pictures = newCodes()

// phone is the Device of Android. Its fields are written by Open only.
type phone struct {
	*inbox
	vm     *C.JavaVM
	bridge C.jclass // a global reference to chat.confab.Bridge

	foreground, background, notify, withdraw, mayNotify C.jmethodID
	askToNotify, interfaces, languages, dark, timeZone  C.jmethodID
	scan, discover, pickFiles, keepCopies               C.jmethodID
	openFile, keepFile, shareFile                       C.jmethodID
}

// Open returns the device, the same one every time. Not before main has begun:
// Gio must have told where Java is.
func Open() (Device, error) { return opened() }

var opened = sync.OnceValues(func() (Device, error) {
	p := &phone{inbox: events, vm: C.machine(C.uintptr_t(app.JavaVM()))}
	if p.vm == nil {
		return nil, errors.New("finding Java: the program was not started by Gio")
	}
	err := p.inJava(func(env *C.JNIEnv) error {
		if err := p.find(env); err != nil {
			return fmt.Errorf("finding the Java side: %w", err)
		}
		start, err := getStaticMethodID(env, p.bridge, "start", "(Landroid/content/Context;)V")
		if err != nil {
			return err
		}
		var args [maxArgs]C.jvalue
		C.setObject(&args[0], 0, C.jobject(app.AppContext()))
		C.callStaticVoid(env, p.bridge, start, &args[0])
		return thrown(env)
	})
	if err != nil {
		return nil, err
	}
	return p, nil
})

// find looks up Bridge and its methods. A thread of Go sees only the classes of
// Android itself, so the app's class loader is asked.
func (p *phone) find(env *C.JNIEnv) error {
	context := findClass(env, "android/content/Context")
	getClassLoader, err := getMethodID(env, context, "getClassLoader", "()Ljava/lang/ClassLoader;")
	if err != nil {
		return err
	}
	loader := C.callObject(env, C.jobject(app.AppContext()), getClassLoader, nil)
	if err := thrown(env); err != nil {
		return err
	}
	classLoader := findClass(env, "java/lang/ClassLoader")
	loadClass, err := getMethodID(env, classLoader, "loadClass", "(Ljava/lang/String;)Ljava/lang/Class;")
	if err != nil {
		return err
	}
	var args [maxArgs]C.jvalue
	C.setObject(&args[0], 0, C.jobject(javaString(env, "chat.confab.Bridge")))
	class := C.callObject(env, loader, loadClass, &args[0])
	if err := thrown(env); err != nil {
		return err
	}
	bridge := C.jclass(C.newGlobalRef(env, class))
	p.bridge = bridge

	var failed error
	keep := func(id C.jmethodID, err error) C.jmethodID {
		failed = errors.Join(failed, err)
		return id
	}
	p.foreground = keep(getStaticMethodID(env, bridge, "foreground", "(Ljava/lang/String;Ljava/lang/String;Ljava/lang/String;Z)V"))
	p.background = keep(getStaticMethodID(env, bridge, "background", "()V"))
	p.notify = keep(getStaticMethodID(env, bridge, "notify", "(Ljava/lang/String;Ljava/lang/String;Ljava/lang/String;)V"))
	p.withdraw = keep(getStaticMethodID(env, bridge, "withdraw", "(Ljava/lang/String;)V"))
	p.mayNotify = keep(getStaticMethodID(env, bridge, "mayNotify", "()Z"))
	p.askToNotify = keep(getStaticMethodID(env, bridge, "askToNotify", "()V"))
	p.interfaces = keep(getStaticMethodID(env, bridge, "interfaces", "()Ljava/lang/String;"))
	p.languages = keep(getStaticMethodID(env, bridge, "languages", "()Ljava/lang/String;"))
	p.dark = keep(getStaticMethodID(env, bridge, "dark", "()Z"))
	p.timeZone = keep(getStaticMethodID(env, bridge, "timeZone", "()Ljava/lang/String;"))
	p.scan = keep(getStaticMethodID(env, bridge, "scan", "()V"))
	p.discover = keep(getStaticMethodID(env, bridge, "discover", "(Z)V"))
	p.pickFiles = keep(getStaticMethodID(env, bridge, "pickFiles", "()V"))
	p.keepCopies = keep(getStaticMethodID(env, bridge, "keepCopies", "(Ljava/lang/String;)V"))
	p.openFile = keep(getStaticMethodID(env, bridge, "openFile", "(Ljava/lang/String;)V"))
	p.keepFile = keep(getStaticMethodID(env, bridge, "keepFile", "(Ljava/lang/String;)V"))
	p.shareFile = keep(getStaticMethodID(env, bridge, "shareFile", "(Ljava/lang/String;)V"))
	return failed
}

func (p *phone) Foreground(s Presence) error {
	return p.call("keeping the process", p.foreground, s.Title, s.Text, s.Disconnect, s.Connected)
}

func (p *phone) Background() error { return p.call("letting the process go", p.background) }

func (p *phone) Discover(on bool) error {
	return p.call("receiving what is sent to all", p.discover, on)
}

func (p *phone) Notify(m Message) error {
	return p.call("showing a notification", p.notify, m.Talk, m.Title, m.Text)
}

func (p *phone) Withdraw(talk string) error {
	return p.call("taking a notification away", p.withdraw, talk)
}

func (p *phone) AskToNotify() error {
	return p.call("asking for notifications", p.askToNotify)
}

func (p *phone) Scan() error { return p.call("showing the camera", p.scan) }

func (p *phone) PickFiles() error { return p.call("asking for files", p.pickFiles) }

func (p *phone) OpenFile(path string) error { return p.call("opening a file", p.openFile, path) }

func (p *phone) KeepFile(path string) error { return p.call("saving a file", p.keepFile, path) }

func (p *phone) ShareFile(path string) error { return p.call("sharing a file", p.shareFile, path) }

func (p *phone) KeepCopies(offered []string) error {
	return p.call("removing copies", p.keepCopies, strings.Join(offered, "\n"))
}

func (p *phone) ReadCodes(r Reader) { pictures.use(r) }

func (p *phone) MayNotify() bool { return p.yes(p.mayNotify) }

// Dark is known on every phone: before Android 10 only some can be dark.
func (p *phone) Dark() (dark, known bool) { return p.yes(p.dark), true }

func (p *phone) Interfaces() ([]Interface, error) {
	s, err := p.text(p.interfaces)
	if err != nil {
		return nil, fmt.Errorf("listing network interfaces: %w", err)
	}
	return parseInterfaces(s)
}

// Languages is nil too when Java threw, which asking for them cannot make it do.
func (p *phone) Languages() []string {
	s, _ := p.text(p.languages)
	return parseLanguages(s)
}

func (p *phone) Location() *time.Location {
	s, _ := p.text(p.timeZone)
	return parseLocation(s)
}

// maxArgs is how many arguments a method of Bridge has at most.
const maxArgs = 4

// call calls a method of Bridge with strings and booleans. doing is for its error.
func (p *phone) call(doing string, m C.jmethodID, args ...any) error {
	err := p.inJava(func(env *C.JNIEnv) error {
		var values [maxArgs]C.jvalue
		for i, a := range args {
			switch a := a.(type) {
			case string:
				C.setObject(&values[0], C.int(i), C.jobject(javaString(env, a)))
			case bool:
				var z C.jboolean
				if a {
					z = C.JNI_TRUE
				}
				C.setBoolean(&values[0], C.int(i), z)
			}
		}
		C.callStaticVoid(env, p.bridge, m, &values[0])
		return thrown(env)
	})
	if err != nil {
		return fmt.Errorf("%s: %w", doing, err)
	}
	return nil
}

// yes calls a method of Bridge that answers a question; one that throws says no.
func (p *phone) yes(m C.jmethodID) bool {
	var yes bool
	err := p.inJava(func(env *C.JNIEnv) error {
		yes = C.callStaticBoolean(env, p.bridge, m, nil) == C.JNI_TRUE
		return thrown(env)
	})
	return yes && err == nil
}

// text calls a method of Bridge that returns a string.
func (p *phone) text(m C.jmethodID) (string, error) {
	var s string
	err := p.inJava(func(env *C.JNIEnv) error {
		o := C.callStaticObject(env, p.bridge, m, nil)
		if err := thrown(env); err != nil {
			return err
		}
		s = goString(env, C.jstring(o))
		return nil
	})
	return s, err
}

// inJava runs f on a thread that Java knows, and frees the references it made.
func (p *phone) inJava(f func(env *C.JNIEnv) error) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var env *C.JNIEnv
	if C.getEnv(p.vm, &env) != C.JNI_OK {
		if C.attach(p.vm, &env) != C.JNI_OK {
			return errors.New("attaching a thread to Java")
		}
		defer C.detach(p.vm)
	}
	if C.pushFrame(env) != 0 {
		return errors.Join(errors.New("making room for references to Java"), thrown(env))
	}
	defer C.popFrame(env)
	return f(env)
}

// findClass finds a class of Android, which is always there.
func findClass(env *C.JNIEnv, name string) C.jclass {
	s := C.CString(name)
	defer C.free(unsafe.Pointer(s))
	return C.findClass(env, s)
}

func getMethodID(env *C.JNIEnv, class C.jclass, name, sig string) (C.jmethodID, error) {
	n, s := C.CString(name), C.CString(sig)
	defer C.free(unsafe.Pointer(n))
	defer C.free(unsafe.Pointer(s))
	id := C.getMethodID(env, class, n, s)
	return id, thrown(env)
}

func getStaticMethodID(env *C.JNIEnv, class C.jclass, name, sig string) (C.jmethodID, error) {
	n, s := C.CString(name), C.CString(sig)
	defer C.free(unsafe.Pointer(n))
	defer C.free(unsafe.Pointer(s))
	id := C.getStaticMethodID(env, class, n, s)
	return id, thrown(env)
}

// thrown takes the exception that Java threw, if it did.
func thrown(env *C.JNIEnv) error {
	t := C.takeException(env)
	if t == 0 {
		return nil
	}
	class := C.getObjectClass(env, C.jobject(t))
	toString, err := getMethodID(env, class, "toString", "()Ljava/lang/String;")
	if err != nil {
		return err
	}
	words := C.callObject(env, C.jobject(t), toString, nil)
	if C.takeException(env) != 0 {
		return errors.New("an exception that cannot say what it is")
	}
	return errors.New(goString(env, C.jstring(words)))
}

func javaString(env *C.JNIEnv, s string) C.jstring {
	units := utf16.Encode([]rune(s))
	if len(units) == 0 {
		units = []uint16{0} // for an address; the length below is 0 all the same
		return C.newString(env, (*C.jchar)(unsafe.Pointer(&units[0])), 0)
	}
	return C.newString(env, (*C.jchar)(unsafe.Pointer(&units[0])), C.jsize(len(units)))
}

func goString(env *C.JNIEnv, s C.jstring) string {
	if s == 0 {
		return ""
	}
	n := C.stringLength(env, s)
	if n == 0 {
		return ""
	}
	units := make([]uint16, n)
	C.stringRegion(env, s, n, (*C.jchar)(unsafe.Pointer(&units[0])))
	return string(utf16.Decode(units))
}

//export Java_chat_confab_Bridge_networkChanged
func Java_chat_confab_Bridge_networkChanged(*C.JNIEnv, C.jclass) {
	events.post(Event{Kind: NetworkChanged})
}

//export Java_chat_confab_Bridge_appearanceChanged
func Java_chat_confab_Bridge_appearanceChanged(*C.JNIEnv, C.jclass) {
	events.post(Event{Kind: AppearanceChanged})
}

//export Java_chat_confab_Bridge_disconnect
func Java_chat_confab_Bridge_disconnect(*C.JNIEnv, C.jclass) {
	events.post(Event{Kind: Disconnect})
}

//export Java_chat_confab_Bridge_shared
func Java_chat_confab_Bridge_shared(env *C.JNIEnv, _ C.jclass, text C.jstring) {
	events.post(Event{Kind: Shared, Text: goString(env, text)})
}

//export Java_chat_confab_Bridge_picked
func Java_chat_confab_Bridge_picked(env *C.JNIEnv, _ C.jclass, paths C.jstring) {
	events.post(Event{Kind: Picked, Text: goString(env, paths)})
}

//export Java_chat_confab_Bridge_sharedFiles
func Java_chat_confab_Bridge_sharedFiles(env *C.JNIEnv, _ C.jclass, paths C.jstring) {
	events.post(Event{Kind: SharedFiles, Text: goString(env, paths)})
}

//export Java_chat_confab_Bridge_link
func Java_chat_confab_Bridge_link(env *C.JNIEnv, _ C.jclass, uri C.jstring) {
	events.post(Event{Kind: Link, Text: goString(env, uri)})
}

//export Java_chat_confab_Bridge_openTalk
func Java_chat_confab_Bridge_openTalk(env *C.JNIEnv, _ C.jclass, talk C.jstring) {
	events.post(Event{Kind: OpenTalk, Text: goString(env, talk)})
}

// Java_chat_confab_Bridge_read reads a picture where Java has it, which keeps it until this
// returns.
//
//export Java_chat_confab_Bridge_read
func Java_chat_confab_Bridge_read(env *C.JNIEnv, _ C.jclass, luminance C.jobject, width, height, stride C.jint, only C.jboolean) C.jint {
	address, size := C.bufferAddress(env, luminance), C.bufferCapacity(env, luminance)
	if address == nil || size <= 0 {
		return foundNothing // no direct buffer
	}
	pix := unsafe.Slice((*byte)(address), int(size))
	return C.jint(pictures.take(events, pix, int(width), int(height), int(stride), only == C.JNI_TRUE))
}
