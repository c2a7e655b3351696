"""A program of GTK, a red window from which files are dragged, named on the command line.

It prints "begin" when a drag begins, and at its end "moved", "copied" or "nothing".
"""
import sys

import gi

gi.require_version("Gdk", "3.0")
gi.require_version("Gtk", "3.0")
from gi.repository import Gdk, Gtk

uris = sys.argv[1:]
window = Gtk.Window(title="drag")
window.set_decorated(False)
window.set_default_size(160, 120)
window.connect("destroy", Gtk.main_quit)
style = Gtk.CssProvider()
style.load_from_data(b"* { background: #ff0000; }")
area = Gtk.EventBox()
area.get_style_context().add_provider(style, Gtk.STYLE_PROVIDER_PRIORITY_USER)
area.drag_source_set(Gdk.ModifierType.BUTTON1_MASK, [], Gdk.DragAction.COPY | Gdk.DragAction.MOVE)
area.drag_source_add_uri_targets()


def say(what):
    print(what, flush=True)


failed = False


def fail(*_):
    global failed
    failed = True
    return False


def end(_area, context):
    global failed
    moved = context.get_selected_action() & Gdk.DragAction.MOVE
    say("nothing" if failed else "moved" if moved else "copied")
    failed = False


area.connect("drag-failed", fail)
area.connect("drag-begin", lambda *_: say("begin"))
area.connect("drag-data-get", lambda _area, _context, data, *_: data.set_uris(uris))
area.connect("drag-end", end)
window.add(area)
window.show_all()
Gtk.main()
