"""A browser for WebKitWebDriver: `webkit-host.py PROFILE PROXY`, each of them possibly empty.

WebKitGTK's MiniBrowser forgets everything when it is driven; this one keeps its data in the folder PROFILE. With an empty
one it forgets too, as private windows do. PROXY is the address of a proxy for all hosts but localhost.
`webkit-host.py --version` prints WebKitGTK's version.
"""

import sys

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("WebKit2", "4.1")
from gi.repository import Gtk, WebKit2


def create_context(profile, proxy):
    if profile:
        data = WebKit2.WebsiteDataManager(
            base_data_directory=profile + "/data", base_cache_directory=profile + "/cache"
        )
    else:
        data = WebKit2.WebsiteDataManager.new_ephemeral()
    if proxy:
        settings = WebKit2.NetworkProxySettings.new(proxy, ["localhost"])
        data.set_network_proxy_settings(WebKit2.NetworkProxyMode.CUSTOM, settings)
    context = WebKit2.WebContext.new_with_website_data_manager(data)
    context.set_automation_allowed(True)
    context.connect("automation-started", start_session)
    return context


def start_session(context, session):
    session.connect("create-web-view", lambda *_: open_view(context))


def open_view(context):
    view = WebKit2.WebView(web_context=context, is_controlled_by_automation=True)
    window = Gtk.Window()
    window.add(view)
    view.connect("close", lambda _: window.destroy())
    window.show_all()
    return view


if sys.argv[1] == "--version":
    print(
        WebKit2.get_major_version(),
        WebKit2.get_minor_version(),
        WebKit2.get_micro_version(),
        sep=".",
    )
else:
    context = create_context(*sys.argv[1:])
    Gtk.main()
