package main

// The native methods that the Java side declares are in there, whoever else
// imports it.
import _ "confab/android"
