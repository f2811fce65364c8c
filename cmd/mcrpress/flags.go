package main

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"mcrpress/chain"
	"mcrpress/chain/read"
	"mcrpress/chain/rpc"
	"mcrpress/chain/store"
	"mcrpress/generator"
	"mcrpress/generator/minisign"
	"mcrpress/generator/partner"
	"mcrpress/generator/state"
	"mcrpress/generator/tree"
	"mcrpress/internal/console"
	"mcrpress/scoring"
	"mcrpress/scoring/fx"
)

// networkFlags say which contracts a tree is of.
type networkFlags struct {
	Network string `default:"peaq" env:"PEAQOS_NETWORK" placeholder:"NAME|FILE.json" help:"Deployment of the contracts: peaq, agung, peaq-1.0, agung-1.0 or a file (${default})."`

	contractFlags
}

// nodeFlags say which node is asked about them.
type nodeFlags struct {
	RPC []string `name:"rpc" env:"PEAQOS_RPC_URL" placeholder:"URL,..." help:"JSON-RPC endpoints of the network. The next one is used where one fails."`

	RPS            float64       `name:"rps" default:"0" env:"MCRPRESS_RPS" placeholder:"N" help:"HTTP requests a second at most; 0 is no limit (${default})."`
	RPCConcurrency int           `name:"rpc-concurrency" default:"4" env:"MCRPRESS_RPC_CONCURRENCY" placeholder:"N" help:"HTTP requests in flight at most (${default})."`
	RPCTimeout     time.Duration `name:"rpc-timeout" default:"30s" env:"MCRPRESS_RPC_TIMEOUT" placeholder:"TIME" help:"Time for one HTTP request (${default})."`
	LogRange       uint64        `default:"0" env:"MCRPRESS_LOG_RANGE" placeholder:"BLOCKS" help:"Blocks in one eth_getLogs at most; 0 finds out what the endpoint takes (${default})."`

	networkFlags
}

// contractFlags replace the addresses of a deployment, by role.
type contractFlags struct {
	EventRegistry chain.Addresses `env:"EVENT_REGISTRY_ADDRESS" placeholder:"0x...,..." help:"In the place of the deployment's. Several in generation 1.0, oldest first." group:"Contract addresses" type:"text"`
	AdminFlags    *chain.Address  `env:"ADMIN_FLAGS_ADDRESS" placeholder:"0x..." help:"Likewise. The deployment file names its views." group:"Contract addresses"`
	Multicall3    *chain.Address  `name:"multicall3" env:"MULTICALL3_ADDRESS" placeholder:"0x..." help:"Likewise." group:"Contract addresses"`

	InfoDesk                       *chain.Address `env:"INFO_DESK_ADDRESS" placeholder:"0x..." help:"Likewise. probe finds the other contracts by it." group:"Contract addresses of generation 2.0"`
	MachineRegistry                *chain.Address `env:"MACHINE_REGISTRY_ADDRESS" placeholder:"0x..." help:"Likewise." group:"Contract addresses of generation 2.0"`
	MachineStateAndSync            *chain.Address `env:"MACHINE_STATE_AND_SYNC_ADDRESS" placeholder:"0x..." help:"Likewise." group:"Contract addresses of generation 2.0"`
	MachineSubscription            *chain.Address `env:"MACHINE_SUBSCRIPTION_ADDRESS" placeholder:"0x..." help:"Likewise." group:"Contract addresses of generation 2.0"`
	CrossChainMirror               *chain.Address `env:"CROSS_CHAIN_MIRROR_ADDRESS" placeholder:"0x..." help:"Likewise." group:"Contract addresses of generation 2.0"`
	OperatorRegistry               *chain.Address `env:"OPERATOR_REGISTRY_ADDRESS" placeholder:"0x..." help:"Likewise." group:"Contract addresses of generation 2.0"`
	MachineBridgeAdapter           *chain.Address `env:"MACHINE_BRIDGE_ADAPTER_ADDRESS" placeholder:"0x..." help:"Likewise." group:"Contract addresses of generation 2.0"`
	RemoteBondSettlement           *chain.Address `env:"REMOTE_BOND_SETTLEMENT_ADDRESS" placeholder:"0x..." help:"Likewise." group:"Contract addresses of generation 2.0"`
	SubscriptionTokenProvisionPool *chain.Address `env:"SUBSCRIPTION_TOKEN_PROVISION_POOL_ADDRESS" placeholder:"0x..." help:"Likewise." group:"Contract addresses of generation 2.0"`

	IdentityRegistry *chain.Address `env:"IDENTITY_REGISTRY_ADDRESS" placeholder:"0x..." help:"Likewise." group:"Contract addresses of generation 1.0"`
	IdentityStaking  *chain.Address `env:"IDENTITY_STAKING_ADDRESS" placeholder:"0x..." help:"Likewise." group:"Contract addresses of generation 1.0"`
	MachineNFT       *chain.Address `name:"machine-nft" env:"MACHINE_NFT_ADDRESS" placeholder:"0x..." help:"Likewise." group:"Contract addresses of generation 1.0"`
	DIDRegistry      *chain.Address `name:"did-registry" env:"DID_REGISTRY_ADDRESS" placeholder:"0x..." help:"Likewise." group:"Contract addresses of generation 1.0"`
}

// apply replaces the addresses that are given.
func (f *contractFlags) apply(d *chain.Deployment) error {
	given := chain.Contracts{}
	if f.EventRegistry != nil {
		given[chain.EventRegistry] = f.EventRegistry
	}
	for role, address := range map[chain.Role]*chain.Address{
		chain.AdminFlags:                     f.AdminFlags,
		chain.Multicall3:                     f.Multicall3,
		chain.InfoDesk:                       f.InfoDesk,
		chain.MachineRegistry:                f.MachineRegistry,
		chain.MachineStateAndSync:            f.MachineStateAndSync,
		chain.MachineSubscription:            f.MachineSubscription,
		chain.CrossChainMirror:               f.CrossChainMirror,
		chain.OperatorRegistry:               f.OperatorRegistry,
		chain.MachineBridgeAdapter:           f.MachineBridgeAdapter,
		chain.RemoteBondSettlement:           f.RemoteBondSettlement,
		chain.SubscriptionTokenProvisionPool: f.SubscriptionTokenProvisionPool,
		chain.IdentityRegistry:               f.IdentityRegistry,
		chain.IdentityStaking:                f.IdentityStaking,
		chain.MachineNFT:                     f.MachineNFT,
		chain.DIDRegistry:                    f.DIDRegistry,
	} {
		if address != nil {
			given[role] = chain.Addresses{*address}
		}
	}
	for _, rule := range d.Generation.Roles() {
		if addresses, ok := given[rule.Role]; ok {
			if len(addresses) > 1 && !rule.Several {
				return fmt.Errorf("--%s names %d addresses: name one", flagOf(rule.Role), len(addresses))
			}
			d.Contracts[rule.Role] = addresses
			delete(given, rule.Role)
		}
	}
	for _, role := range slices.Sorted(maps.Keys(given)) {
		return fmt.Errorf("--%s or its variable is set, and --network %s is of generation %s, which has no such contract: unset it, or choose another --network",
			flagOf(role), d.Name, d.Generation)
	}
	return nil
}

// flagOf is the flag that replaces the contract of a role.
func flagOf(role chain.Role) string { return strings.ReplaceAll(string(role), "_", "-") }

// deployment is the named one with the addresses that the flags replace.
func (f *networkFlags) deployment() (chain.Deployment, error) {
	d, err := chain.LoadDeployment(f.Network)
	if err != nil {
		return d, fmt.Errorf("--network: %w", err)
	}
	return d, f.apply(&d)
}

// readFlags say what is read anew, and bound what counts as a fleet that was
// read in full.
type readFlags struct {
	Sweep string `default:"auto" enum:"auto,always" env:"MCRPRESS_SWEEP" placeholder:"auto|always" help:"Whether every machine is read in every run, or where the logs do not show what is new, and once a day (${default})."`
	shortfallFlag
}

// shortfallFlag bounds what may be missing.
type shortfallFlag struct {
	AllowShortfall uint64 `default:"0" env:"MCRPRESS_ALLOW_SHORTFALL" placeholder:"N" help:"Events that are known to be out of reach: publish although so many are missing (${default})."`
}

// reading is how the fleet is read at a block.
func (f *readFlags) reading(node *nodeFlags, block string) read.Options {
	return read.Options{
		Block: block, LogRange: node.LogRange, Sweep: f.Sweep == "always", AllowShortfall: f.AllowShortfall,
	}
}

func (f *nodeFlags) client(e *env) (*rpc.Client, error) {
	if len(f.RPC) == 0 {
		return nil, errors.New("--rpc is missing: name the JSON-RPC endpoint of the network, or set PEAQOS_RPC_URL")
	}
	if f.RPS < 0 || f.RPCConcurrency < 1 || f.RPCTimeout <= 0 {
		return nil, errors.New("--rps must not be negative, --rpc-concurrency and --rpc-timeout must be above 0")
	}
	client, err := rpc.Dial(f.RPC, rpc.Options{
		RPS:         f.RPS,
		Concurrency: f.RPCConcurrency,
		Timeout:     f.RPCTimeout,
		Log:         e.Log,
	})
	if err != nil {
		return nil, fmt.Errorf("--rpc: %w", err)
	}
	return client, nil
}

// shortfall adds the way out to an error that says that events are missing.
func shortfall(err error) error {
	var short *read.Shortfall
	if errors.As(err, &short) && short.What == "events" {
		return fmt.Errorf("%w: where they are known to be out of reach, --allow-shortfall %d publishes without them", err, short.Missing())
	}
	return err
}

// modelFlags choose the parameters of the scoring model.
type modelFlags struct {
	Model               string `env:"MCRPRESS_MODEL" placeholder:"FILE.json" help:"Parameters of the model that differ from the defaults."`
	SkipProvisionedGate bool   `env:"SKIP_PROVISIONED_GATE" help:"Rate machines without a bond. For development."`
}

func (f *modelFlags) parameters() (*scoring.Parameters, error) {
	data := []byte("{}")
	if f.Model != "" {
		var err error
		if data, err = os.ReadFile(f.Model); err != nil {
			return nil, fmt.Errorf("--model: %w", err)
		}
	}
	p, err := scoring.ParseParameters(data)
	if err != nil {
		return nil, fmt.Errorf("--model %s: %w", f.Model, err)
	}
	p.SkipProvisionedGate = p.SkipProvisionedGate || f.SkipProvisionedGate
	return p, nil
}

// ratesFlags choose where rates come from.
type ratesFlags struct {
	FX               string `name:"fx" env:"MCRPRESS_FX" placeholder:"SOURCES" help:"Sources of rates in the order asked: ecb, currency-api, file:PATH, or usd for USD alone (ecb,currency-api on peaq and agung, else usd)."`
	FXECBURL         string `name:"fx-ecb-url" env:"MCRPRESS_FX_ECB_URL" placeholder:"URL" help:"Folder of the eurofxref files."`
	FXCurrencyAPIURL string `name:"fx-currency-api-url" env:"MCRPRESS_FX_CURRENCY_API_URL" placeholder:"URL" help:"Address of a day's rates, with {date}."`
}

func (f *ratesFlags) sources(network string, e *env) ([]fx.Source, error) {
	spec := f.FX
	if spec == "" && !strings.HasSuffix(network, ".json") {
		spec = "ecb,currency-api"
	}
	if spec == "" {
		e.Log.Warn("amounts in other currencies than USD have no value: name a source with --fx")
	}
	sources, err := fx.ParseSources(spec, fx.Options{ECBURL: f.FXECBURL, CurrencyAPIURL: f.FXCurrencyAPIURL})
	if err != nil {
		return nil, fmt.Errorf("--fx: %w", err)
	}
	return sources, nil
}

// partnerFlags bound the fetching of the machines' data_api.
type partnerFlags struct {
	partnerMode

	PartnerBudget time.Duration `default:"10m" env:"MCRPRESS_PARTNER_BUDGET" placeholder:"TIME" help:"Time for all partners together (${default})."`
	PartnerBytes  int64         `default:"268435456" env:"MCRPRESS_PARTNER_BYTES" placeholder:"N" help:"Bytes of all their answers together (${default})."`
}

// partnerMode is what a tree says of its partner data.
type partnerMode struct {
	PartnerData string `default:"live" enum:"live,cached,off" env:"MCRPRESS_PARTNER_DATA" placeholder:"live|cached|off" help:"Where the data of public machines comes from (${default})."`
}

func (f *partnerFlags) fetcher() (*partner.Fetcher, error) {
	if f.PartnerBudget <= 0 || f.PartnerBytes <= 0 {
		return nil, errors.New("--partner-budget and --partner-bytes must be above 0: use --partner-data off to fetch nothing")
	}
	return &partner.Fetcher{Mode: partner.Mode(f.PartnerData), Budget: f.PartnerBudget, Bytes: f.PartnerBytes}, nil
}

// treeFlags say where the tree is written and how.
type treeFlags struct {
	Out          string `default:"public" env:"MCRPRESS_OUT" placeholder:"DIR" help:"Directory of the tree (${default})."`
	Fsync        string `default:"batch" enum:"always,batch,off" env:"MCRPRESS_FSYNC" placeholder:"always|batch|off" help:"How much is forced to disk: each file, the file system once, nothing (${default})."`
	MaxFiles     string `default:"0" env:"MCRPRESS_MAX_FILES" placeholder:"N|cloudflare-free|cloudflare" help:"Fail before writing where the tree would hold more files; 0 is no limit (${default})."`
	MaxDeletes   int    `default:"0" env:"MCRPRESS_MAX_DELETES" placeholder:"N" help:"Fail where more files would be removed; 0 is 5 % and at least 256 (${default})."`
	AllowDeletes bool   `env:"MCRPRESS_ALLOW_DELETES" help:"Remove any number of files."`

	Emit    generator.Emit `env:"MCRPRESS_EMIT" placeholder:"OUTPUT,..." help:"Outputs that no answer of the API needs: cards, badges, fleets, search, exports. A name adds one, no-NAME leaves one out (all but badges)."`
	SignKey string         `env:"MCRPRESS_SIGN_KEY" placeholder:"FILE" help:"Secret key that signs the snapshot, as mcrpress keygen makes one."`
}

// signKey reads the key of a signed tree, nil where it is not to be signed.
func (f *treeFlags) signKey() (*minisign.SecretKey, error) {
	if f.SignKey == "" {
		return nil, nil
	}
	key, err := minisign.ReadSecretKey(f.SignKey, os.Getenv(minisign.PasswordVariable))
	if err != nil {
		return nil, fmt.Errorf("--sign-key: %w", err)
	}
	return key, nil
}

// fileBudgets are the limits of hosts by name.
var fileBudgets = map[string]int{"cloudflare-free": 20_000, "cloudflare": 100_000}

// fileBudget reads --max-files.
func fileBudget(text string) (int, error) {
	if files, named := fileBudgets[text]; named {
		return files, nil
	}
	files, err := strconv.Atoi(text)
	if err != nil || files < 0 {
		return 0, fmt.Errorf("--max-files is %q: use a number, cloudflare-free or cloudflare", text)
	}
	return files, nil
}

func (f *treeFlags) options() (tree.Options, error) {
	sync, err := tree.ParseSync(f.Fsync)
	if err != nil {
		return tree.Options{}, fmt.Errorf("--fsync: %w", err)
	}
	files, err := fileBudget(f.MaxFiles)
	if err != nil {
		return tree.Options{}, err
	}
	if f.MaxDeletes < 0 {
		return tree.Options{}, fmt.Errorf("--max-deletes is %d: it must not be negative", f.MaxDeletes)
	}
	return tree.Options{Sync: sync, MaxFiles: files, MaxDeletes: f.MaxDeletes, AllowDeletes: f.AllowDeletes}, nil
}

// stateFlags choose where events, rates and partner answers are kept between
// runs.
type stateFlags struct {
	State   string `placeholder:"PATH" help:"State file (one a deployment, in the user's cache directory). The variable is EVENT_STORE_DB_PATH."`
	NoState bool   `help:"Read everything afresh and keep nothing."`
}

// stateRoots are the directories that EVENT_STORE_DB_PATH may point into, as
// the API restricts it.
var stateRoots = []string{"/tmp", "/data", "/var/lib/peaqos"}

// openState opens the state of the deployment for a build. discard closes it and
// moves it aside, for a file that turns out to be damaged. Errors that the
// operator mends are Mistakes.
func (f *stateFlags) openState(e *env, cfg *generator.Config) (closeState, discard func() error, err error) {
	if f.NoState {
		records, err := store.NewTemp()
		if err != nil {
			return nil, nil, err
		}
		cfg.Store = records
		return records.Close, records.Close, nil
	}
	path, err := f.path(cfg.Deployment, cfg.Read.Shard)
	if err != nil {
		return nil, nil, &console.Mistake{Err: err}
	}
	s, err := state.Open(path, &cfg.Deployment, e.Log)
	if err != nil {
		return nil, nil, &console.Mistake{Err: fmt.Errorf("--state: %w", err)}
	}
	cfg.Store, cfg.RateStore, cfg.Partner.Store, cfg.Rows = s.Store, s.Rates, s.Partners, s.Rows
	return s.Close, s.Discard, nil
}

// registryOf names the contract that a deployment of a generation is known by.
var registryOf = map[chain.Generation]chain.Role{chain.Gen1: chain.IdentityRegistry, chain.Gen2: chain.MachineRegistry}

// path gives the state file of a deployment, or of a shard of it.
func (f *stateFlags) path(d chain.Deployment, shard *read.Shard) (string, error) {
	if f.State != "" {
		return f.State, nil
	}
	if path := os.Getenv("EVENT_STORE_DB_PATH"); path != "" {
		return path, checkStateRoot(path)
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("--state is missing and there is no cache directory: %w", err)
	}
	registry := strings.ToLower(d.Contracts.Of(registryOf[d.Generation]).Hex())
	name := fmt.Sprintf("%d-%s", d.ChainID, registry)
	if shard != nil {
		name += fmt.Sprintf("-%d-of-%d", shard.Index, shard.Of)
	}
	return filepath.Join(cache, "mcrpress", name+".db"), nil
}

func checkStateRoot(path string) error {
	resolved, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	if dir, err := filepath.EvalSymlinks(filepath.Dir(resolved)); err == nil {
		resolved = filepath.Join(dir, filepath.Base(resolved))
	}
	within := func(root string) bool { return strings.HasPrefix(resolved, root+"/") }
	if !slices.ContainsFunc(stateRoots, within) {
		return fmt.Errorf("EVENT_STORE_DB_PATH %s is outside %s: move it there, or use --state", path, strings.Join(stateRoots, ", "))
	}
	return nil
}
