package diagnostics

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Port is where a device hangs. udev names a port by the adapter in it (by-id) and by the socket that the adapter is in
// (by-path); both stay when the kernel counts its nodes anew, and the first also when the adapter changes its socket.
type Port struct {
	Node   string `json:"node"`             // what the kernel calls it now, such as /dev/ttyUSB0
	ByID   string `json:"byId,omitempty"`   // such as /dev/serial/by-id/usb-FTDI_FT232R_A50285BI-if00-port0
	ByPath string `json:"byPath,omitempty"` // such as /dev/serial/by-path/pci-0000:00:14.0-usb-0:2:1.0-port0
}

// Stable is the name that a configuration should hold: by-id, else by-path, else the node.
func (p Port) Stable() string { return cmp.Or(p.ByID, p.ByPath, p.Node) }

// Dev is the folder of the device nodes.
const Dev = "/dev"

// nodes are the kernel's names of serial lines: 8250 and its relatives, USB adapters, USB modems, ARM.
var nodes = [...]string{"ttyS*", "ttyUSB*", "ttyACM*", "ttyAMA*"}

// Ports lists the serial lines below dev, which is Dev but in tests, sorted by their stable names. Which of the nodes ttyS*
// have hardware behind them cannot be seen from their names.
func Ports(dev string) ([]Port, error) {
	found := map[string]*Port{}
	for _, pattern := range nodes {
		paths, err := filepath.Glob(filepath.Join(dev, pattern))
		if err != nil {
			return nil, err
		}
		for _, node := range paths {
			found[node] = &Port{Node: node}
		}
	}
	for folder, keep := range map[string]func(p *Port, name string){
		"by-id":   func(p *Port, name string) { p.ByID = name },
		"by-path": func(p *Port, name string) { p.ByPath = name },
	} {
		links, err := linksIn(filepath.Join(dev, "serial", folder))
		if err != nil {
			return nil, err
		}
		for link, node := range links {
			if found[node] == nil {
				found[node] = &Port{Node: node}
			}
			keep(found[node], link)
		}
	}
	var all []Port
	for _, p := range found {
		all = append(all, *p)
	}
	slices.SortFunc(all, func(a, b Port) int { return strings.Compare(a.Stable(), b.Stable()) })
	return all, nil
}

// PortOf says where the line at path hangs; a path that udev knows by no name is its own.
func PortOf(dev, path string) Port {
	node, err := filepath.EvalSymlinks(path)
	if err != nil {
		return Port{Node: path} // the line is gone; its name in the configuration is all that is known
	}
	p := Port{Node: node}
	for folder, name := range map[string]*string{"by-id": &p.ByID, "by-path": &p.ByPath} {
		links, err := linksIn(filepath.Join(dev, "serial", folder))
		if err != nil {
			continue
		}
		for link, to := range links {
			if to == node && (*name == "" || link < *name) {
				*name = link
			}
		}
	}
	return p
}

// linksIn returns where the links of a folder lead; a folder that is not there, as without any adapter, has none.
func linksIn(dir string) (map[string]string, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	links := map[string]string{}
	for _, e := range entries {
		link := filepath.Join(dir, e.Name())
		if node, err := filepath.EvalSymlinks(link); err == nil {
			links[link] = node
		}
	}
	return links, nil
}
