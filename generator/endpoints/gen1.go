package endpoints

// gen1 is the API of generation 1.0: machines are found by their account. The
// rows stand as its documentation lists the endpoints. Rows that share a URL
// prefix share type and cache rule, because a host's rule matches a prefix and
// two rules that set one header would join their values.
var gen1 = []Family{
	{
		Name: "mcr", Route: "/mcr/{did}", Files: "mcr/{account}", Type: JSON, Cache: Rating,
		NotFound: machineDIDNotFound, Body: MCRBody, Of: OfProfile, Proof: Derived,
		Endpoint: &Endpoint{ID: "getMcr", Summary: "The credit rating of a machine", Key: machineAccount, Details: accountErrors},
	},
	{
		Name: "machine", Route: "/machine/{did}", Files: "machine/{account}", Type: JSON, Cache: Data,
		NotFound: machineDIDNotFound, Body: MachineBody, Of: OfProfile, Proof: Derived,
		Endpoint: &Endpoint{ID: "getMachine", Summary: "The profile of a machine, by its DID", Key: machineAccount, Details: accountErrors},
	},
	operatorPage, operatorPages,
	{
		Name: "metadata", Route: "/metadata/{token_id}", Files: "metadata/{id}", Type: JSON, Cache: Data,
		NotFound: tokenNotFound, Body: MachineBody, Of: OfToken, Proof: Derived,
		Endpoint: &Endpoint{
			ID: "getMetadata", Summary: "The profile of a machine, by the token of its NFT", Key: tokenID,
			Details: Details{404: {tokenNotFound, machineNotRegistered}, 422: nil, 503: noService},
		},
	},
	{
		Name: "machines", Route: "/machines/{machine_id}", Files: "machines/{id}", Type: JSON, Cache: Data,
		NotFound: machineNotFound, Body: CardBody, Of: OfMachine, Proof: Derived,
		Endpoint: &Endpoint{
			ID: "getMachineCard", Summary: "The registration card of a machine", Key: machineID,
			Details: Details{404: {machineNotFound, machineWalletNotFound}, 422: nil, 503: noService},
		},
	},
	health, ready,
}

var (
	machineAccount = &Parameter{Name: "did", Grammar: AccountDID, Meaning: "The machine: did:peaq: and its account, or the account alone. The hex digits may be of either case."}
	accountErrors  = Details{400: {emptyDID, invalidAddress}, 404: {machineDIDNotFound, machineNotRegistered}, 503: noService}
)
