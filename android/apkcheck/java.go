package main

import (
	"slices"
	"strings"
)

// natives holds Java's native methods and the libraries' exports together: one
// that is missing throws when it is called, and one too many is called by nobody.
func natives(a *apk, o *outside) ([]string, error) {
	want := map[string]bool{}
	for class, c := range a.dex.classes {
		for _, m := range c.methods {
			if m.native {
				want[mangle(class, m.name)] = true
			}
		}
	}
	if len(want) == 0 {
		return []string{"the dex file has no native methods"}, nil
	}
	return eachLibrary(func(_ string, l *library) ([]string, error) {
		have, err := l.exports()
		if err != nil {
			return nil, err
		}
		var breaches []string
		for name := range want {
			if !have[name] {
				breaches = append(breaches, "it does not export "+name)
			}
		}
		for name := range have {
			if strings.HasPrefix(name, "Java_") && !want[name] {
				breaches = append(breaches, "no Java declares "+name)
			}
		}
		return breaches, nil
	})(a, o)
}

// lookedUp finds every method that Go looks up, in the dex file or, for classes
// that are not the app's and those above the app's, in android.jar.
func lookedUp(a *apk, o *outside) ([]string, error) {
	var breaches []string
	system := newClassPath(o.tools.AndroidJar)
	defer system.close()
	for _, l := range o.lookups {
		there, class := false, l.class
		for c := a.dex.classes[class]; c != nil && !there; c = a.dex.classes[class] {
			there = slices.ContainsFunc(c.methods, func(m dexMethod) bool { return m.name == l.name && m.signature == l.signature })
			class = c.super
		}
		if !there {
			var err error
			if there, err = system.has(class, l.name, l.signature); err != nil {
				return nil, err
			}
		}
		if !there {
			breaches = append(breaches, l.where+" looks for "+l.class+"."+l.name+l.signature)
		}
	}
	return breaches, nil
}
