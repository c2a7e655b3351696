package main

import (
	"archive/zip"
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"confab/android/internal/toolchain"
)

// element is one of the manifest. Attributes are without their name space, and
// with the value as aapt2 prints it: text without quotes, numbers and booleans as
// they are, references as @0x….
type element struct {
	name     string
	attr     map[string]string
	children []*element
}

var (
	elementLine   = regexp.MustCompile(`^( *)E: (\S+)`)
	attributeLine = regexp.MustCompile(`^ *A: (?:http\S+:)?(\w+)(?:\(0x[0-9a-f]+\))?=(.*)$`)
	quoted        = regexp.MustCompile(`^"(.*)" \(Raw: ".*"\)$|^"(.*)"$`)
)

// readManifest asks aapt2, as only it reads the compiled form.
func readManifest(a *apk, o *outside) (*element, error) {
	f, err := os.CreateTemp("", "confab-*.apk")
	if err != nil {
		return nil, err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(a.content)
	if err := errors.Join(err, f.Close()); err != nil {
		return nil, err
	}
	tree, err := toolchain.Output(nil, o.tools.AAPT2, "dump", "xmltree", "--file", "AndroidManifest.xml", f.Name())
	if err != nil {
		return nil, err
	}
	return parseTree(tree)
}

func parseTree(tree string) (*element, error) {
	var root *element
	type level struct {
		indent int
		e      *element
	}
	var open []level
	for line := range strings.Lines(tree) {
		line = strings.TrimRight(line, "\n")
		if m := elementLine.FindStringSubmatch(line); m != nil {
			e := &element{name: m[2], attr: map[string]string{}}
			for len(open) > 0 && open[len(open)-1].indent >= len(m[1]) {
				open = open[:len(open)-1]
			}
			if len(open) == 0 {
				root = e
			} else {
				parent := open[len(open)-1].e
				parent.children = append(parent.children, e)
			}
			open = append(open, level{len(m[1]), e})
		} else if m := attributeLine.FindStringSubmatch(line); m != nil && len(open) > 0 {
			value := m[2]
			if q := quoted.FindStringSubmatch(value); q != nil {
				value = q[1] + q[2]
			}
			open[len(open)-1].e.attr[m[1]] = value
		}
	}
	if root == nil || root.name != "manifest" {
		return nil, errors.New("reading the manifest: aapt2 prints no tree of it")
	}
	return root, nil
}

// all are the elements below e that have one of the names.
func (e *element) all(names ...string) []*element {
	var found []*element
	for _, c := range e.children {
		if slices.Contains(names, c.name) {
			found = append(found, c)
		}
		found = append(found, c.all(names...)...)
	}
	return found
}

// components are what other programs and the system can start.
func (e *element) components() []*element {
	return e.all("activity", "activity-alias", "service", "receiver", "provider")
}

// Every permission is here with what it is for; another one needs a reason.
var permissions = []string{
	"INTERNET", "ACCESS_NETWORK_STATE", // connections, and when to make them anew
	"ACCESS_WIFI_STATE", "CHANGE_WIFI_MULTICAST_STATE", "WAKE_LOCK", // locks
	"POST_NOTIFICATIONS", "FOREGROUND_SERVICE", "FOREGROUND_SERVICE_CONNECTED_DEVICE", // the service
	"CAMERA", // scanning an invitation
}

// Features that some permission, or Android itself, makes required unless the manifest
// says otherwise: a phone without one could not install the app.
var optional = []string{"touchscreen", "wifi", "camera", "camera.autofocus"}

func manifestRight(a *apk, o *outside) ([]string, error) {
	m, err := readManifest(a, o)
	if err != nil {
		return nil, err
	}
	return append(judgeManifest(m), libraryPacking(a, m)...), nil
}

func judgeManifest(m *element) []string {
	var breaches []string
	want := func(e *element, attr, value string) {
		if got := e.attr[attr]; got != value {
			breaches = append(breaches, fmt.Sprintf("%s of %s %s is %q, not %q", attr, e.name, e.attr["name"], got, value))
		}
	}
	want(m, "package", "chat.confab")
	if code, err := strconv.Atoi(m.attr["versionCode"]); err != nil || code < 1 || m.attr["versionName"] == "" {
		breaches = append(breaches, fmt.Sprintf("the version is %q with code %q", m.attr["versionName"], m.attr["versionCode"]))
	}
	for _, sdk := range one(m, "uses-sdk", &breaches) {
		want(sdk, "minSdkVersion", strconv.Itoa(toolchain.MinSDK))
		want(sdk, "targetSdkVersion", strconv.Itoa(toolchain.TargetSDK))
	}
	for _, app := range one(m, "application", &breaches) {
		want(app, "allowBackup", "false")
		want(app, "debuggable", "")
	}
	var asked []string
	for _, p := range m.all("uses-permission") {
		asked = append(asked, strings.TrimPrefix(p.attr["name"], "android.permission."))
	}
	for _, p := range asked {
		if !slices.Contains(permissions, p) {
			breaches = append(breaches, "it asks for "+p)
		}
	}
	for _, p := range permissions {
		if !slices.Contains(asked, p) {
			breaches = append(breaches, "it does not ask for "+p)
		}
	}
	var features []string
	for _, f := range m.all("uses-feature") {
		if name := strings.TrimPrefix(f.attr["name"], "android.hardware."); name != "" {
			want(f, "required", "false")
			features = append(features, name)
		}
	}
	for _, f := range optional {
		if !slices.Contains(features, f) {
			breaches = append(breaches, "it makes the feature "+f+" required")
		}
	}
	for _, service := range one(m, "service", &breaches) {
		want(service, "foregroundServiceType", "0x00000010") // connectedDevice
		want(service, "exported", "false")
	}
	for _, p := range one(m, "provider", &breaches) {
		want(p, "exported", "false")
		want(p, "grantUriPermissions", "true") // one file at a time, to the app that opens it
	}
	for _, c := range m.components() {
		if c.attr["exported"] == "" {
			breaches = append(breaches, c.attr["name"]+" does not say whether it is exported")
		}
		filters := c.all("intent-filter")
		if open := c.attr["exported"] == "true"; open != (len(filters) > 0) {
			breaches = append(breaches, fmt.Sprintf("%s has %d intent filters and is exported: %v", c.attr["name"], len(filters), open))
		}
	}
	for _, a := range m.all("activity") {
		// What another app lets them read they may read while they live.
		if name := a.attr["name"]; name == "chat.confab.ShareActivity" || name == "chat.confab.FilesActivity" {
			want(a, "noHistory", "")
		}
	}
	for _, door := range []struct{ action, attr, value string }{
		{"MAIN", "", ""}, {"SEND", "mimeType", "*/*"}, {"SEND_MULTIPLE", "mimeType", "*/*"}, {"VIEW", "scheme", "confab"},
	} {
		if n := doors(m, door.action, door.attr, door.value); n != 1 {
			breaches = append(breaches, fmt.Sprintf("%d activities take %s %s", n, door.action, door.value))
		}
	}
	return breaches
}

// one is the element with that name, or none and a breach.
func one(m *element, name string, breaches *[]string) []*element {
	found := m.all(name)
	if len(found) != 1 {
		*breaches = append(*breaches, fmt.Sprintf("there are %d elements %s", len(found), name))
		return nil
	}
	return found
}

// doors counts the intent filters for an action with some data.
func doors(m *element, action, attr, value string) int {
	n := 0
	for _, f := range m.all("intent-filter") {
		acts := slices.ContainsFunc(f.all("action"), func(e *element) bool { return e.attr["name"] == "android.intent.action."+action })
		fits := attr == "" || slices.ContainsFunc(f.all("data"), func(e *element) bool { return e.attr[attr] == value })
		if acts && fits {
			n++
		}
	}
	return n
}

// libraryPacking holds extractNativeLibs and how the libraries are packed
// together: compressed ones that are not extracted are not found at all.
func libraryPacking(a *apk, m *element) []string {
	var breaches []string
	for _, app := range m.all("application") {
		for _, f := range a.zip.File {
			if libraryName.MatchString(f.Name) && f.Method != zip.Store && app.attr["extractNativeLibs"] != "true" {
				breaches = append(breaches, f.Name+" is compressed, and extractNativeLibs is not true")
			}
		}
	}
	return breaches
}

func componentsThere(a *apk, o *outside) ([]string, error) {
	m, err := readManifest(a, o)
	if err != nil {
		return nil, err
	}
	var breaches []string
	components := m.components()
	if len(components) == 0 {
		return []string{"there is none"}, nil
	}
	for _, c := range components {
		if a.dex.classes[strings.ReplaceAll(c.attr["name"], ".", "/")] == nil {
			breaches = append(breaches, c.attr["name"]+" is not there")
		}
	}
	return breaches, nil
}
