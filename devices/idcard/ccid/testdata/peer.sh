# Runs the PC/SC daemon over the driver that conf/ names, and client.py against it. It expects name spaces of its own: the daemon's
# socket lies below /run, which is empty here, and everything ends with this script.
dir=$1
shift
mount -t tmpfs none /run || exit 3
/usr/sbin/pcscd --foreground --debug --config "$dir/conf" >"$dir/pcscd.log" 2>&1 &
/usr/bin/python3 "$dir/client.py" "$@"
