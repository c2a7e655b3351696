package main

import (
	"fmt"

	"confab/android/internal/toolchain"
)

// rule is one sentence that must hold of an APK. Its check returns what breaks it.
type rule struct {
	sentence string
	check    func(a *apk, o *outside) ([]string, error)
}

// maxARM64 is what the APK that most phones get may weigh.
const maxARM64 = 12_000_000

var rules = []rule{
	{"it is signed with the schemes 2 and 3, and whole", signed},
	{"what is stored is aligned, and the table of resources is stored", aligned},
	{"the manifest says what it must", manifestRight},
	{"every component that the manifest names is in the dex file", componentsThere},
	{"each library is for the ABI that its folder names", eachLibrary(machine)},
	{"each library is called libgio.so and needs only Android's own", eachLibrary(needed)},
	{"each library imports only names of the lists in ndk/stubs", imports},
	{"no library has thread-local storage, which Android 9 and older cannot load", eachLibrary(noTLS)},
	{"no library has text relocations, or memory to write and to execute", eachLibrary(noWritableCode)},
	{"every segment is aligned to 16 KiB, and none shares a page with what is made read-only", eachLibrary(pages)},
	{"no library has symbols for a debugger", eachLibrary(stripped)},
	{"the dex file has nothing that Android 7 cannot run", oldDex},
	{"every native method is exported by each library, and nothing else is for Java", natives},
	{"every method that Go looks up exists", lookedUp},
	{"the APK for arm64 is not too heavy", light},
}

func light(a *apk, _ *outside) ([]string, error) {
	_, arm64 := a.libraries["arm64-v8a"]
	if arm64 && len(a.libraries) == 1 && len(a.content) > maxARM64 {
		return []string{fmt.Sprintf("it has %d bytes", len(a.content))}, nil
	}
	return nil, nil
}

// outside is what the rules need besides the APK.
type outside struct {
	tools   toolchain.Toolchain
	allowed map[string]map[string]bool // imports, by GOARCH
	lookups []lookup
}

func readOutside(tools toolchain.Toolchain) (*outside, error) {
	o := &outside{tools: tools, allowed: map[string]map[string]bool{}}
	for _, abi := range toolchain.ABIs {
		names, err := allowedImports(abi.GOARCH)
		if err != nil {
			return nil, err
		}
		o.allowed[abi.Name] = names
	}
	var err error
	o.lookups, err = findLookups()
	return o, err
}
