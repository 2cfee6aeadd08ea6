package idcard

// Profile is a kind of reader as data.
type Profile struct {
	Name  string
	Bauds []int      // that readers of this kind are delivered with, the usual one first
	Check CheckRange // of RTE Native
	TLV   bool       // obeys the commands of the Elyctis ID BOX; otherwise it speaks RTE Native and obeys none
}

// RTENative is the 3M RTE6701-OEM and its relatives.
func RTENative() Profile { return Profile{Name: "RTE Native", Bauds: []int{DefaultBaud}} }

// RTENativeSOH is the same with the other reading of the check byte.
func RTENativeSOH() Profile {
	return Profile{Name: "RTE Native, check from SOH", Bauds: []int{DefaultBaud}, Check: FromSOH}
}

// IDBox is the Elyctis ID BOX.
func IDBox() Profile { return Profile{Name: "Elyctis ID BOX", Bauds: []int{9600, 115_200}, TLV: true} }

// Model is the profile that the configuration calls name.
func Model(name string) (Profile, bool) {
	p, ok := map[string]Profile{"rte-native": RTENative(), "rte-native-soh": RTENativeSOH(), "elyctis": IDBox()}[name]
	return p, ok
}
