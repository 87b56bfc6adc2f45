#!/usr/bin/python3
"""A Bluetooth device with the four medical services, on one adapter of BlueZ's: GATT server and advertisement. usage: ble-device.py hci0"""
import sys

import dbus
import dbus.mainloop.glib
import dbus.service
from gi.repository import GLib

PROPERTIES = "org.freedesktop.DBus.Properties"
MANAGER = "org.freedesktop.DBus.ObjectManager"
SERVICE, CHARACTERISTIC = "org.bluez.GattService1", "org.bluez.GattCharacteristic1"
ROOT = "/edgemonitor"

dbus.mainloop.glib.DBusGMainLoop(set_as_default=True)
bus = dbus.SystemBus()
adapter = "/org/bluez/" + sys.argv[1]


def uuid(number):
    return f"0000{number}-0000-1000-8000-00805f9b34fb"


def octets(value):
    return dbus.Array([dbus.Byte(octet) for octet in value], signature="y")


class Part(dbus.service.Object):
    """An object with one interface and its properties."""

    def __init__(self, path, interface, properties):
        self.path, self.interface, self.properties = path, interface, properties
        super().__init__(bus, path)

    @dbus.service.method(PROPERTIES, in_signature="s", out_signature="a{sv}")
    def GetAll(self, interface):
        return self.properties

    @dbus.service.signal(PROPERTIES, signature="sa{sv}as")
    def PropertiesChanged(self, interface, changed, invalidated):
        pass


class Characteristic(Part):
    """Sends value(n) twice a second while somebody listens; n counts."""

    def __init__(self, path, service, number, flag, value):
        super().__init__(path, CHARACTERISTIC, {"Service": dbus.ObjectPath(service), "UUID": uuid(number), "Flags": dbus.Array([flag], signature="s")})
        self.number, self.value, self.count, self.sends = number, value, 0, False

    @dbus.service.method(CHARACTERISTIC, in_signature="a{sv}", out_signature="ay")
    def ReadValue(self, options):
        print("read", self.number, flush=True)
        return octets(self.value(self.count))

    @dbus.service.method(CHARACTERISTIC, in_signature="aya{sv}")
    def WriteValue(self, value, options):
        print("write", self.number, bytes(value).hex(), flush=True)

    @dbus.service.method(CHARACTERISTIC)
    def StartNotify(self):
        print("subscribed", self.number, flush=True)
        if not self.sends:
            self.sends = True
            GLib.timeout_add(500, self.tick)

    @dbus.service.method(CHARACTERISTIC)
    def StopNotify(self):
        print("unsubscribed", self.number, flush=True)
        self.sends = False

    def tick(self):
        if self.sends:
            self.count += 1
            self.PropertiesChanged(CHARACTERISTIC, {"Value": octets(self.value(self.count))}, [])
        return self.sends


class Application(dbus.service.Object):
    """All parts, as BlueZ asks for them."""

    def __init__(self):
        super().__init__(bus, ROOT)
        self.parts = []

    @dbus.service.method(MANAGER, out_signature="a{oa{sa{sv}}}")
    def GetManagedObjects(self):
        return {dbus.ObjectPath(part.path): {part.interface: part.properties} for part in self.parts}

    def offer(self, number, *characteristics):
        path = f"{ROOT}/service{number}"
        self.parts.append(Part(path, SERVICE, {"UUID": uuid(number), "Primary": True}))
        for of, flag, value in characteristics:
            self.parts.append(Characteristic(f"{path}/char{of}", path, of, flag, value))


class Advertisement(Part):
    @dbus.service.method("org.bluez.LEAdvertisement1")
    def Release(self):
        print("advertisement released", flush=True)


application = Application()
application.offer(
    "180d",
    ("2a37", "notify", lambda n: bytes([0x06, 60 + n % 40])),
    ("2a38", "read", lambda n: b"\x01"))
application.offer("1822", ("2a5f", "notify", lambda n: bytes([0x00, 97, 0, 60 + n % 40, 0])))
application.offer(
    "1809",
    ("2a1c", "indicate", lambda n: bytes([0x04]) + (3650 + n % 100).to_bytes(3, "little") + b"\xfe\x06"))
application.offer("1810", ("2a35", "indicate", lambda n: bytes([0x00]) + b"".join(number.to_bytes(2, "little") for number in (120, 80, 93))))
application.offer("1805", ("2a2b", "read", lambda n: bytes.fromhex("ea0701020c1e2d050000")))

advertisement = Advertisement(f"{ROOT}/advertisement", "org.bluez.LEAdvertisement1", {
    "Type": "peripheral", "LocalName": "EdgeMonitor", "ServiceUUIDs": dbus.Array([uuid(number) for number in ("180d", "1822", "1809", "1810")], signature="s")})
found = bus.get_object("org.bluez", adapter)
dbus.Interface(found, PROPERTIES).Set("org.bluez.Adapter1", "Powered", True)
print("address", dbus.Interface(found, PROPERTIES).Get("org.bluez.Adapter1", "Address"), flush=True)
loop = GLib.MainLoop()


def failed(what):
    def say(error):
        print(what, "failed:", error, flush=True)
        loop.quit()
    return say


dbus.Interface(found, "org.bluez.GattManager1").RegisterApplication(
    ROOT, {}, reply_handler=lambda: print("registered", flush=True), error_handler=failed("registration"))
dbus.Interface(found, "org.bluez.LEAdvertisingManager1").RegisterAdvertisement(
    f"{ROOT}/advertisement", {}, reply_handler=lambda: print("advertised", flush=True), error_handler=failed("advertisement"))
loop.run()
