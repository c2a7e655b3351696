package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"confab/android/internal/toolchain"
)

// key is what an APK is signed with. Android updates an app only with one that
// has the same key.
type key struct {
	store, alias string
	// password names the variable that has it: arguments are for all to see.
	password string
	env      []string // with a password of our own
}

const passwordVariable = "CONFAB_KEYSTORE_PASSWORD"

// findKey takes the release key that CONFAB_KEYSTORE names, with its password in
// CONFAB_KEYSTORE_PASSWORD and its name in CONFAB_KEY_ALIAS (confab). Otherwise it
// is a debug key, made on the spot and kept in the person's configuration folder
// rather than among what was built, so that the next build installs over this one.
func findKey() (key, error) {
	if store := os.Getenv("CONFAB_KEYSTORE"); store != "" {
		if os.Getenv(passwordVariable) == "" {
			return key{}, errors.New("CONFAB_KEYSTORE is set, and " + passwordVariable + " is not")
		}
		alias := os.Getenv("CONFAB_KEY_ALIAS")
		if alias == "" {
			alias = "confab"
		}
		return key{store: store, alias: alias, password: passwordVariable}, nil
	}
	config, err := os.UserConfigDir()
	if err != nil {
		return key{}, err
	}
	k := key{
		store: filepath.Join(config, "confab-debug-key", "debug.p12"), alias: "debug",
		password: passwordVariable, env: []string{passwordVariable + "=no secret"},
	}
	if _, err := os.Stat(k.store); !errors.Is(err, fs.ErrNotExist) {
		return k, err
	}
	if err := os.MkdirAll(filepath.Dir(k.store), 0o700); err != nil {
		return k, err
	}
	return k, toolchain.Run(k.env, "keytool", "-genkeypair", "-keystore", k.store, "-storetype", "PKCS12",
		"-storepass:env", k.password, "-alias", k.alias, "-keyalg", "RSA", "-keysize", "3072",
		"-validity", "10000", "-dname", "CN=Confab debug", "-noprompt")
}

// sign signs with the schemes 2 and 3, which Android 7 and 9 brought.
func sign(t toolchain.Toolchain, k key, unsigned, apk string) error {
	return toolchain.Run(k.env, t.APKSigner, "sign", "--ks", k.store, "--ks-pass", "env:"+k.password, "--ks-key-alias", k.alias,
		"--min-sdk-version", strconv.Itoa(toolchain.MinSDK), "--v1-signing-enabled", "false",
		"--v2-signing-enabled", "true", "--v3-signing-enabled", "true", "--v4-signing-enabled", "false",
		"--out", apk, unsigned)
}
