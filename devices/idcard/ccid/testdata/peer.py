"""Connects to the first card by T=1, sends the commands given as hex, and prints the answer to reset and the responses as hex."""
import sys
import time

from smartcard.CardConnection import CardConnection
from smartcard.System import readers

for _ in range(200):
    try:
        found = readers()
        if found:
            break
    except Exception:  # the daemon is still starting
        pass
    time.sleep(0.05)
else:
    sys.exit(4)  # the daemon asks a reader once, and a busy machine answered it too late
connection = found[0].createConnection()
for attempt in range(100):
    try:
        connection.connect(CardConnection.T1_protocol)
        break
    except Exception:
        if attempt == 99:
            raise
        time.sleep(0.05)
print(bytes(connection.getATR()).hex())
for command in sys.argv[1:]:
    data, sw1, sw2 = connection.transmit(list(bytes.fromhex(command)))
    print(bytes(data + [sw1, sw2]).hex())
connection.disconnect()
