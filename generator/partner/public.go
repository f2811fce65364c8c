package partner

import (
	"net/netip"
	"slices"
)

// allocated is the part of IPv6 that is given out to the public at all.
// Everything outside is special or reserved: loopback, IPv4-mapped and
// compatible (::/96), NAT64 (64:ff9b::/96, 64:ff9b:1::/48), segment routing
// (5f00::/16), unique local (fc00::/7, with fd00:ec2::254), link-local,
// site-local, multicast.
var allocated = netip.MustParsePrefix("2000::/3")

// special are the blocks of the IANA special-purpose address registries that
// lead nowhere public, and the one metadata service on a public address.
var special = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"),        // this network
	netip.MustParsePrefix("10.0.0.0/8"),       // private
	netip.MustParsePrefix("100.64.0.0/10"),    // carrier-grade NAT; Alibaba's metadata
	netip.MustParsePrefix("127.0.0.0/8"),      // loopback
	netip.MustParsePrefix("168.63.129.16/32"), // Azure's platform service
	netip.MustParsePrefix("169.254.0.0/16"),   // link-local; cloud metadata
	netip.MustParsePrefix("172.16.0.0/12"),    // private
	netip.MustParsePrefix("192.0.0.0/24"),     // protocol assignments; Oracle's metadata
	netip.MustParsePrefix("192.0.2.0/24"),     // documentation
	netip.MustParsePrefix("192.88.99.0/24"),   // 6to4 relays
	netip.MustParsePrefix("192.168.0.0/16"),   // private
	netip.MustParsePrefix("198.18.0.0/15"),    // benchmarking
	netip.MustParsePrefix("198.51.100.0/24"),  // documentation
	netip.MustParsePrefix("203.0.113.0/24"),   // documentation
	netip.MustParsePrefix("224.0.0.0/4"),      // multicast
	netip.MustParsePrefix("240.0.0.0/4"),      // reserved, and broadcast
	netip.MustParsePrefix("2001::/23"),        // protocol assignments: Teredo, benchmarking, ORCHID
	netip.MustParsePrefix("2001:db8::/32"),    // documentation
	netip.MustParsePrefix("2002::/16"),        // 6to4
	netip.MustParsePrefix("3fff::/20"),        // documentation
}

// public says whether the address may be dialled. An IPv4 address inside an
// IPv6 one is not public, whatever it embeds, and neither is an address with a
// zone, which no prefix contains.
func public(a netip.Addr) bool {
	if !a.IsValid() || a.Is6() && !allocated.Contains(a) {
		return false
	}
	return !slices.ContainsFunc(special, func(p netip.Prefix) bool { return p.Contains(a) })
}
