package seal

// bech32Encode writes bytes under a lower-case prefix in the checksummed
// base-32 of BIP 173, without that standard's limit of 90 characters, as age
// does. Only encoding is needed here: age itself reads and checks.
func bech32Encode(prefix string, data []byte) string {
	const alphabet = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"

	// Eight bits become five; what remains at the end is filled with zeros.
	var groups []byte
	var held, bits uint32
	for _, b := range data {
		held, bits = held<<8|uint32(b), bits+8
		for bits >= 5 {
			bits -= 5
			groups = append(groups, byte(held>>bits&31))
		}
	}
	if bits > 0 {
		groups = append(groups, byte(held<<(5-bits)&31))
	}

	out := append([]byte(prefix), '1')
	for _, g := range append(groups, bech32Checksum(prefix, groups)...) {
		out = append(out, alphabet[g])
	}
	return string(out)
}

// bech32Checksum is the six groups of the BCH code of BIP 173 over the prefix
// (first its high bits, a zero, then its low bits) and the data.
func bech32Checksum(prefix string, groups []byte) []byte {
	var input []byte
	for i := range len(prefix) {
		input = append(input, prefix[i]>>5)
	}
	input = append(input, 0)
	for i := range len(prefix) {
		input = append(input, prefix[i]&31)
	}
	input = append(input, groups...)
	input = append(input, 0, 0, 0, 0, 0, 0)

	generator := [5]uint32{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3}
	rest := uint32(1)
	for _, g := range input {
		top := rest >> 25
		rest = rest&0x1ffffff<<5 ^ uint32(g)
		for i, factor := range generator {
			if top>>i&1 == 1 {
				rest ^= factor
			}
		}
	}
	rest ^= 1
	sum := make([]byte, 6)
	for i := range sum {
		sum[i] = byte(rest >> (5 * (5 - i)) & 31)
	}
	return sum
}
