package partner

import (
	"net/netip"
	"strings"
	"testing"
)

// verdicts is the screen as a table: what it answers, and to which URLs. The
// empty verdict lets a URL pass.
var verdicts = map[string][]string{
	NotConfigured: {""},
	"": {
		"http://example.com",
		"https://example.com/data.json?machine=7#top",
		"HTTPS://EXAMPLE.COM/",
		"https://example.com./data",
		"https://example.com:8443/data",
		"http://example.com:/data",
		"http://example.com:22/",
		"https://a.b.c.d.example.com/%20x",
		"https://my_machine.example.com/",
		"https://bücher.example/",
		"https://xn--bcher-kva.example/",
		"https://例え.テスト/",
		"https://example.com/?next=http://127.0.0.1/",
		"https://localhost.example.com/",
		"https://notlocalhost.example/",
		"https://internal.example.com/",
		"https://metadata.google.internal.example.com/",
		"https://127.0.0.1.example.com/",
		"https://1.example.com/",
		"https://0x7f.example.com/",
		"http://8.8.8.8/",
		"http://1.1.1.1:8080/",
		"http://9.255.255.255/",
		"http://11.0.0.1/",
		"http://100.63.255.255/",
		"http://100.128.0.1/",
		"http://126.255.255.255/",
		"http://128.0.0.1/",
		"http://168.63.129.15/",
		"http://169.253.255.255/",
		"http://169.255.0.1/",
		"http://172.15.255.255/",
		"http://172.32.0.1/",
		"http://192.0.1.1/",
		"http://192.167.255.255/",
		"http://192.169.0.1/",
		"http://198.17.255.255/",
		"http://198.20.0.1/",
		"http://223.255.255.255/",
		"http://[2606:4700:4700::1111]/",
		"http://[2a00:1450:4001:80B::200E]:8080/",
		"http://[2001:4860:4860::8888]/",
	},
	Unsafe: {
		// Scheme, host and userinfo.
		"example.com",
		"//example.com/data",
		"/data",
		"?",
		"#",
		"http:",
		"http://",
		"http:///data",
		"https://:443/",
		"http:example.com",
		"ftp://example.com/",
		"file:///etc/passwd",
		"gopher://example.com/_GET",
		"data:application/json,{}",
		"javascript:alert(1)",
		"ws://example.com/",
		"unix:///var/run/docker.sock",
		"localhost:8080",
		"http://user@example.com/",
		"http://user:pass@example.com/",
		"http://@example.com/",
		"http://example.com@127.0.0.1/",
		"http://127.0.0.1@example.com/",
		// Local names.
		"http://localhost",
		"http://LOCALHOST:80/",
		"http://localhost./",
		"http://a.localhost/",
		"http://a.b.LocalHost./",
		"http://localhost.localdomain/",
		"http://intranet/",
		"http://metadata/",
		"http://instance-data/latest/meta-data/",
		"http://metadata.google.internal/computeMetadata/v1/",
		"http://metadata.google.internal./",
		"http://METADATA.Google.Internal/",
		"http://metadata.goog/",
		"http://metadata.azure.internal/",
		"http://printer.local/",
		"http://router.home.arpa/",
		"http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/",
		"http://local\u00adhost/",
		"http://metadata。google。internal/",
		"http://%EF%BD%8C%EF%BD%8Fcalhost/",
		// IPv4, the edges of each block.
		"http://0.0.0.0/",
		"http://0.255.255.255/",
		"http://10.0.0.0/",
		"http://10.255.255.255:443/",
		"http://100.64.0.0/",
		"http://100.100.100.200/latest/meta-data/",
		"http://100.127.255.255/",
		"http://127.0.0.1/",
		"http://127.255.255.255/",
		"http://168.63.129.16/",
		"http://169.254.0.0/",
		"http://169.254.169.254/latest/meta-data/",
		"http://169.254.170.2/",
		"http://169.254.255.255/",
		"http://172.16.0.0/",
		"http://172.31.255.255/",
		"http://192.0.0.192/",
		"http://192.0.2.1/",
		"http://192.88.99.1/",
		"http://192.168.0.0/",
		"http://192.168.255.255/",
		"http://198.18.0.0/",
		"http://198.19.255.255/",
		"http://198.51.100.7/",
		"http://203.0.113.7/",
		"http://224.0.0.1/",
		"http://239.255.255.250/",
		"http://240.0.0.1/",
		"http://255.255.255.255/",
		// IPv4 in its other spellings, public or not.
		"http://2130706433/",
		"http://017700000001/",
		"http://0x7f000001/",
		"http://0X7F.1/",
		"http://127.1/",
		"http://127.0.1/",
		"http://0177.0.0.1/",
		"http://127.0.0.01/",
		"http://127.0.0.1./",
		"http://0/",
		"http://0x/",
		"http://8.8.8.8./",
		"http://8.8.2056/",
		"http://134744072/",
		"http://0x8.8.8.0x8/",
		"http://256.256.256.256/",
		"http://1.2.3.4.5/",
		"http://example.1/",
		"http://１２７.0.0.1/",
		"http://８.８.８.８/",
		"http://①②⑦.⓪.⓪.①/",
		"http://127。0。0。1/",
		"http://169．254．169．254/",
		// IPv6.
		"http://[::]/",
		"http://[::1]/",
		"http://[::1]:8545/",
		"http://[0:0:0:0:0:0:0:1]/",
		"http://[::ffff:127.0.0.1]/",
		"http://[::ffff:7f00:1]/",
		"http://[::ffff:8.8.8.8]/",
		"http://[::127.0.0.1]/",
		"http://[::ffff:0:127.0.0.1]/",
		"http://[64:ff9b::a9fe:a9fe]/",
		"http://[64:ff9b::8.8.8.8]/",
		"http://[64:ff9b:1::a00:1]/",
		"http://[100::1]/",
		"http://[2001::1]/",
		"http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/",
		"http://[2001:2::1]/",
		"http://[2001:10::1]/",
		"http://[2001:20::1]/",
		"http://[2001:db8::1]/",
		"http://[2002:7f00:1::]/",
		"http://[2002:a9fe:a9fe::1]/",
		"http://[3fff::1]/",
		"http://[4000::1]/",
		"http://[5f00::1]/",
		"http://[fc00::1]/",
		"http://[fd00:ec2::254]/latest/meta-data/",
		"http://[FD20:CE::254]/",
		"http://[fe80::1]/",
		"http://[fe80::1%25eth0]/",
		"http://[2606:4700:4700::1111%25eth0]/",
		"http://[fec0::1]/",
		"http://[ff02::1]/",
	},
	Malformed: {
		" https://example.com/",
		"https://example.com/\n",
		"https://exam ple.com/",
		"https://example.com\t/",
		"https://example.com/%zz",
		"://example.com",
		"1.2.3.4:80/data",
		"http://[::1",
		"http://::1/",
		"http://[127.0.0.1]/",
		"http://[example.com]/",
		"http://[::1]x/",
		"http://example.com:port/",
		"http://example.com:0/",
		"http://example.com:65536/",
		"http://example.com:-1/",
		"http://example.com:80:80/",
		`http://example.com\@127.0.0.1/`,
		"http://%31%32%37.0.0.1/",
		"http://exa%00mple.com/",
		"http://./",
		"http://example..com/",
		"http://.example.com/",
		"http://example.com../",
		"http://exam\xffple.com/",
		"http://exam%ffple.com/",
		"http://exam\ufffdple.com/",
		"http://example.com,127.0.0.1/",
		"http://exa(mple).com/",
		"http://<script>.com/",
		"http://" + strings.Repeat("a", 64) + ".com/",
		"http://" + strings.Repeat("abc.", 64) + "com/",
	},
}

func TestScreen(t *testing.T) {
	for want, urls := range verdicts {
		for _, raw := range urls {
			u, got := Screen(raw)
			if got != want {
				t.Errorf("Screen(%q) = %q, want %q", raw, got, want)
			}
			if (u != nil) != (got == "") {
				t.Errorf("Screen(%q) = %v with verdict %q", raw, u, got)
			}
		}
	}
}

func TestScreenRewritesHost(t *testing.T) {
	for raw, want := range map[string]string{
		"HTTPS://Example.COM./Data?A=b#c":        "https://example.com/Data?A=b",
		"http://example.com:/":                   "http://example.com/",
		"http://BÜCHER.example:8080":             "http://xn--bcher-kva.example:8080",
		"http://[2A00:1450:0:0:0:0:0:0001]:80/x": "http://[2a00:1450::1]:80/x",
	} {
		u, failure := Screen(raw)
		if failure != "" || u.String() != want {
			t.Errorf("Screen(%q) = %v, %q, want %q", raw, u, failure, want)
		}
	}
}

// routable is a second opinion on public, by the standard library's own idea
// of the ranges and the documented rest.
func routable(a netip.Addr) bool {
	if a.Is4In6() || a.Zone() != "" || !a.IsGlobalUnicast() || a.IsPrivate() {
		return false
	}
	for _, block := range []string{"100.64.0.0/10", "0.0.0.0/8", "240.0.0.0/4", "192.0.0.0/24", "192.0.2.0/24", "198.18.0.0/15",
		"198.51.100.0/24", "203.0.113.0/24", "::/8", "64:ff9b::/96", "64:ff9b:1::/48", "2001::/32", "2001:db8::/32", "2002::/16"} {
		if netip.MustParsePrefix(block).Contains(a) {
			return false
		}
	}
	return true
}

func FuzzScreen(f *testing.F) {
	for _, urls := range verdicts {
		for _, raw := range urls {
			f.Add(raw)
		}
	}
	f.Fuzz(func(t *testing.T, raw string) {
		u, failure := Screen(raw)
		if failure != "" {
			if u != nil {
				t.Errorf("Screen(%q) refuses (%s) and returns %v", raw, failure, u)
			}
			return
		}
		if u.User != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			t.Errorf("Screen(%q) = %v", raw, u)
		}
		if addr, err := netip.ParseAddr(u.Hostname()); err == nil && !routable(addr) {
			t.Errorf("Screen(%q) lets %v pass", raw, addr)
		}
		again, failure := Screen(u.String())
		if failure != "" || again.Host != u.Host {
			t.Errorf("Screen(%q) = %v, which screens to %v, %q", raw, u, again, failure)
		}
	})
}

func FuzzPublic(f *testing.F) {
	for _, urls := range verdicts {
		for _, raw := range urls {
			host := strings.Trim(strings.TrimPrefix(raw, "http://"), "/[]")
			if addr, err := netip.ParseAddr(host); err == nil {
				f.Add(addr.AsSlice())
			}
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if addr, ok := netip.AddrFromSlice(b); ok && public(addr) && !routable(addr) {
			t.Errorf("%v is public", addr)
		}
	})
}
