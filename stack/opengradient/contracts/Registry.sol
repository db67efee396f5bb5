// SPDX-License-Identifier: MIT
// The registry of the emulated network: the read interface and the events of the real one, in the three layouts that
// are known of its rows. Written for this emulator; it stands in for a contract whose deployed source is not public.
// What the real one leaves to a precompile (the chain of certificates, the signature of the document, the signature of
// a heartbeat) is not checked here: that is what the device checks again. What can be read off a document is.
pragma solidity 0.8.37;

struct OHTTPConfigInput {
    uint8 keyId;
    uint16 kemId;
    uint16 kdfId;
    uint16 aeadId;
    bytes publicKey;
    bytes keyConfig;
    bytes signature;
}

struct Tee {
    address owner;
    address paymentAddress;
    string endpoint;
    bytes publicKey;
    bytes tlsCertificate;
    bytes32 pcrHash;
    uint8 teeType;
    bool enabled;
    uint256 registeredAt;
    uint256 lastHeartbeatAt;
    OHTTPConfigInput ohttp;
}

struct ApprovedPCR {
    bytes32 pcrHash;
    uint8 teeType;
}

struct TEETypeInfo {
    string name;
    uint256 addedAt;
}

library NitroDocument {
    /// keccak256(PCR0 | PCR1 | PCR2), from the map behind the key "pcrs" whose entries come in order.
    function pcrHash(bytes memory document) internal pure returns (bytes32) {
        uint256 place = find(document, hex"6470637273") + 1;
        bytes memory pcrs = new bytes(144);
        for (uint256 i = 0; i < 3; i++) {
            require(uint8(document[place]) == i && document[place + 1] == 0x58 && document[place + 2] == 0x30, "PCRMissing");
            for (uint256 j = 0; j < 48; j++) pcrs[48 * i + j] = document[place + 3 + j];
            place += 51;
        }
        return keccak256(pcrs);
    }

    /// The 68 bytes of nitriding: 2 skipped, SHA-256 of the certificate, 2 skipped, SHA-256 of the signing key.
    function binds(bytes memory document, bytes memory certificate, bytes memory key) internal pure returns (bool) {
        uint256 place = find(document, hex"69757365725f64617461");
        require(document[place] == 0x58 && document[place + 1] == 0x44, "UserDataLength");
        return word(document, place + 4) == sha256(certificate) && word(document, place + 38) == sha256(key);
    }

    /// The place behind the first occurrence of `name`.
    function find(bytes memory document, bytes memory name) private pure returns (uint256) {
        for (uint256 i = 0; i + name.length <= document.length; i++) {
            uint256 j = 0;
            while (j < name.length && document[i + j] == name[j]) j++;
            if (j == name.length) return i + j;
        }
        revert("NotADocument");
    }

    function word(bytes memory document, uint256 place) private pure returns (bytes32 result) {
        for (uint256 i = 0; i < 32; i++) result |= bytes32(document[place + i]) >> (8 * i);
    }
}

abstract contract Registry {
    event TEERegistered(bytes32 indexed teeId, address indexed owner, uint8 teeType);
    event TEEDisabled(bytes32 indexed teeId);
    event TEEEnabled(bytes32 indexed teeId);
    event HeartbeatReceived(bytes32 indexed teeId, uint256 timestamp);
    event PCRApproved(bytes32 indexed pcrHash, uint8 indexed teeType, string version);
    event PCRRevoked(bytes32 indexed pcrHash, uint8 indexed teeType);
    event TEETypeAdded(uint8 indexed teeType, string name);

    error TEENotFound();

    uint256 public heartbeatMaxAge = 1800;
    bytes public awsRootCertificate;

    bytes4 private constant FLAT_REGISTRATION = bytes4(
        keccak256(
            "registerTEEWithAttestation(bytes,bytes,bytes,address,string,uint8,uint8,uint16,uint16,uint16,bytes,bytes,bytes)"
        )
    );

    address private immutable operator = msg.sender;
    bool private showsEverything;
    mapping(bytes32 => Tee) internal tees;
    bytes32[] internal ids;
    mapping(bytes32 => bool) private approved;
    ApprovedPCR[] private approvals;

    modifier onlyOperator() {
        require(msg.sender == operator, "NotOperator");
        _;
    }

    constructor(bytes memory rootCertificate) {
        awsRootCertificate = rootCertificate;
        emit TEETypeAdded(0, "LLMProxy");
        emit TEETypeAdded(1, "Validator");
    }

    function approvePCR(bytes32 pcrHash, uint8 teeType, string calldata version) external onlyOperator {
        bytes32 key = approvalOf(teeType, pcrHash);
        if (!approved[key]) approvals.push(ApprovedPCR(pcrHash, teeType));
        approved[key] = true;
        emit PCRApproved(pcrHash, teeType, version);
    }

    function revokePCR(bytes32 pcrHash, uint8 teeType) external onlyOperator {
        approved[approvalOf(teeType, pcrHash)] = false;
        emit PCRRevoked(pcrHash, teeType);
    }

    /// As the newest draft has it: the key configuration as a struct at the end.
    function registerTEEWithAttestation(
        bytes memory attestationDocument,
        bytes memory signingPublicKey,
        bytes memory tlsCertificate,
        address paymentAddress,
        string memory endpoint,
        uint8 teeType,
        OHTTPConfigInput memory config
    ) public onlyOperator {
        bytes32 pcrHash = NitroDocument.pcrHash(attestationDocument);
        require(NitroDocument.binds(attestationDocument, tlsCertificate, signingPublicKey), "BindingMismatch");
        require(isPCRApproved(teeType, pcrHash), "PCRNotApproved");
        bytes32 teeId = keccak256(signingPublicKey);
        Tee storage tee = tees[teeId];
        require(tee.registeredAt == 0, "TEEAlreadyExists");
        ids.push(teeId);
        tee.owner = msg.sender;
        tee.paymentAddress = paymentAddress;
        tee.endpoint = endpoint;
        tee.publicKey = signingPublicKey;
        tee.tlsCertificate = tlsCertificate;
        tee.pcrHash = pcrHash;
        tee.teeType = teeType;
        tee.enabled = true;
        tee.registeredAt = block.timestamp;
        tee.lastHeartbeatAt = block.timestamp;
        tee.ohttp = config;
        emit TEERegistered(teeId, msg.sender, teeType);
    }

    /// As an earlier draft had it: the members of the key configuration one by one. Read by hand, since thirteen
    /// arguments do not fit on the stack.
    fallback() external {
        require(msg.sig == FLAT_REGISTRATION, "UnknownFunction");
        bytes calldata data = msg.data[4:];
        OHTTPConfigInput memory config = OHTTPConfigInput(
            uint8(wordAt(data, 6)), uint16(wordAt(data, 7)), uint16(wordAt(data, 8)), uint16(wordAt(data, 9)),
            bytesAt(data, 10), bytesAt(data, 11), bytesAt(data, 12)
        );
        registerTEEWithAttestation(
            bytesAt(data, 0), bytesAt(data, 1), bytesAt(data, 2), address(uint160(wordAt(data, 3))),
            string(bytesAt(data, 4)), uint8(wordAt(data, 5)), config
        );
    }

    function heartbeat(bytes32 teeId, uint256 timestamp, bytes calldata) external {
        if (tees[teeId].registeredAt == 0) revert TEENotFound();
        require(timestamp <= block.timestamp && block.timestamp - timestamp <= heartbeatMaxAge, "HeartbeatTime");
        tees[teeId].lastHeartbeatAt = block.timestamp;
        emit HeartbeatReceived(teeId, timestamp);
    }

    function disableTEE(bytes32 teeId) external onlyOperator {
        tees[teeId].enabled = false;
        emit TEEDisabled(teeId);
    }

    function enableTEE(bytes32 teeId) external onlyOperator {
        tees[teeId].enabled = true;
        emit TEEEnabled(teeId);
    }

    /// For tests: holds and shows exactly these rows from now on, whatever is wrong with them.
    function plant(Tee[] calldata rows) external onlyOperator {
        delete ids;
        showsEverything = true;
        for (uint256 i = 0; i < rows.length; i++) {
            // Two false rows may share a key, so the place stands in for the id.
            bytes32 id = bytes32(i);
            tees[id] = rows[i];
            ids.push(id);
        }
    }

    function isTEEEnabled(bytes32 teeId) external view returns (bool) {
        return tees[teeId].enabled;
    }

    function isTEEActive(bytes32 teeId) public view returns (bool) {
        Tee storage tee = tees[teeId];
        return tee.enabled && block.timestamp - tee.lastHeartbeatAt <= heartbeatMaxAge
            && isPCRApproved(tee.teeType, tee.pcrHash);
    }

    function isPCRApproved(uint8 teeType, bytes32 pcrHash) public view returns (bool) {
        return approved[approvalOf(teeType, pcrHash)];
    }

    function getApprovedPCRs() external view returns (ApprovedPCR[] memory list) {
        uint256 count = 0;
        list = new ApprovedPCR[](approvals.length);
        for (uint256 i = 0; i < approvals.length; i++) {
            if (isPCRApproved(approvals[i].teeType, approvals[i].pcrHash)) list[count++] = approvals[i];
        }
        assembly ("memory-safe") {
            mstore(list, count)
        }
    }

    function getTEEPublicKey(bytes32 teeId) external view returns (bytes memory) {
        if (tees[teeId].registeredAt == 0) revert TEENotFound();
        return tees[teeId].publicKey;
    }

    function getTEETypes() external pure returns (uint8[] memory types, TEETypeInfo[] memory infos) {
        types = new uint8[](2);
        infos = new TEETypeInfo[](2);
        types[1] = 1;
        infos[0] = TEETypeInfo("LLMProxy", 1);
        infos[1] = TEETypeInfo("Validator", 1);
    }

    function getEnabledTEEs(uint8 teeType) external view returns (bytes32[] memory) {
        return select(teeType, address(0), isEnabled);
    }

    function getTEEsByType(uint8 teeType) external view returns (bytes32[] memory) {
        return select(teeType, address(0), isAny);
    }

    function getTEEsByOwner(address owner) external view returns (bytes32[] memory) {
        return select(type(uint8).max, owner, isAny);
    }

    /// The ids behind getActiveTEEs.
    function active(uint8 teeType) internal view returns (bytes32[] memory) {
        return showsEverything ? ids : select(teeType, address(0), isTEEActive);
    }

    function found(bytes32 teeId) internal view returns (Tee storage tee) {
        tee = tees[teeId];
        if (tee.registeredAt == 0) revert TEENotFound();
    }

    function wordAt(bytes calldata data, uint256 index) private pure returns (uint256) {
        return uint256(bytes32(data[32 * index:32 * index + 32]));
    }

    function bytesAt(bytes calldata data, uint256 index) private pure returns (bytes memory) {
        uint256 place = wordAt(data, index);
        uint256 length = uint256(bytes32(data[place:place + 32]));
        return data[place + 32:place + 32 + length];
    }

    function select(uint8 teeType, address owner, function(bytes32) view returns (bool) isWanted)
        private
        view
        returns (bytes32[] memory list)
    {
        uint256 count = 0;
        list = new bytes32[](ids.length);
        for (uint256 i = 0; i < ids.length; i++) {
            Tee storage tee = tees[ids[i]];
            bool fits = owner == address(0) ? tee.teeType == teeType : tee.owner == owner;
            if (fits && isWanted(ids[i])) list[count++] = ids[i];
        }
        assembly ("memory-safe") {
            mstore(list, count)
        }
    }

    function isAny(bytes32) private pure returns (bool) {
        return true;
    }

    function isEnabled(bytes32 teeId) private view returns (bool) {
        return tees[teeId].enabled;
    }

    function approvalOf(uint8 teeType, bytes32 pcrHash) private pure returns (bytes32) {
        return keccak256(abi.encode(teeType, pcrHash));
    }
}

struct OHTTPConfig7 {
    uint8 keyId;
    uint16 kemId;
    uint16 kdfId;
    uint16 aeadId;
    bytes publicKey;
    bytes keyConfig;
    uint256 registeredAt;
}

struct TEEInfo7 {
    address owner;
    address paymentAddress;
    string endpoint;
    bytes publicKey;
    bytes tlsCertificate;
    bytes32 pcrHash;
    uint8 teeType;
    bool enabled;
    uint256 registeredAt;
    uint256 lastHeartbeatAt;
    OHTTPConfig7 ohttpConfig;
}

/// The layout of the published client.
contract Registry7 is Registry {
    constructor(bytes memory rootCertificate) Registry(rootCertificate) {}

    function getTEE(bytes32 teeId) external view returns (TEEInfo7 memory) {
        return info(found(teeId));
    }

    function getActiveTEEs(uint8 teeType) external view returns (TEEInfo7[] memory list) {
        bytes32[] memory selected = active(teeType);
        list = new TEEInfo7[](selected.length);
        for (uint256 i = 0; i < selected.length; i++) list[i] = info(tees[selected[i]]);
    }

    function info(Tee storage tee) private view returns (TEEInfo7 memory) {
        OHTTPConfigInput storage key = tee.ohttp;
        OHTTPConfig7 memory config = OHTTPConfig7(
            key.keyId, key.kemId, key.kdfId, key.aeadId, key.publicKey, key.keyConfig, tee.registeredAt
        );
        return TEEInfo7(
            tee.owner, tee.paymentAddress, tee.endpoint, tee.publicKey, tee.tlsCertificate, tee.pcrHash,
            tee.teeType, tee.enabled, tee.registeredAt, tee.lastHeartbeatAt, config
        );
    }
}

struct OHTTPConfig8 {
    uint8 keyId;
    uint16 kemId;
    uint16 kdfId;
    uint16 aeadId;
    bytes publicKey;
    bytes keyConfig;
    bytes signature;
    uint256 registeredAt;
}

struct TEEInfo8 {
    address owner;
    address paymentAddress;
    string endpoint;
    bytes publicKey;
    bytes tlsCertificate;
    bytes32 pcrHash;
    uint8 teeType;
    bool enabled;
    uint256 registeredAt;
    uint256 lastHeartbeatAt;
    OHTTPConfig8 ohttpConfig;
}

/// The layout of a draft that carries the signature over the key configuration too.
contract Registry8 is Registry {
    constructor(bytes memory rootCertificate) Registry(rootCertificate) {}

    function getTEE(bytes32 teeId) external view returns (TEEInfo8 memory) {
        return info(found(teeId));
    }

    function getActiveTEEs(uint8 teeType) external view returns (TEEInfo8[] memory list) {
        bytes32[] memory selected = active(teeType);
        list = new TEEInfo8[](selected.length);
        for (uint256 i = 0; i < selected.length; i++) list[i] = info(tees[selected[i]]);
    }

    function info(Tee storage tee) private view returns (TEEInfo8 memory) {
        OHTTPConfigInput storage key = tee.ohttp;
        OHTTPConfig8 memory config = OHTTPConfig8(
            key.keyId, key.kemId, key.kdfId, key.aeadId, key.publicKey, key.keyConfig, key.signature, tee.registeredAt
        );
        return TEEInfo8(
            tee.owner, tee.paymentAddress, tee.endpoint, tee.publicKey, tee.tlsCertificate, tee.pcrHash,
            tee.teeType, tee.enabled, tee.registeredAt, tee.lastHeartbeatAt, config
        );
    }
}

struct TEEInfo10 {
    address owner;
    address paymentAddress;
    string endpoint;
    bytes publicKey;
    bytes tlsCertificate;
    bytes32 pcrHash;
    uint8 teeType;
    bool enabled;
    uint256 registeredAt;
    uint256 lastHeartbeatAt;
}

/// The layout from before there were sealed questions: its gateways cannot be asked.
contract Registry10 is Registry {
    constructor(bytes memory rootCertificate) Registry(rootCertificate) {}

    function getTEE(bytes32 teeId) external view returns (TEEInfo10 memory) {
        return info(found(teeId));
    }

    function getActiveTEEs(uint8 teeType) external view returns (TEEInfo10[] memory list) {
        bytes32[] memory selected = active(teeType);
        list = new TEEInfo10[](selected.length);
        for (uint256 i = 0; i < selected.length; i++) list[i] = info(tees[selected[i]]);
    }

    function info(Tee storage tee) private view returns (TEEInfo10 memory) {
        return TEEInfo10(
            tee.owner, tee.paymentAddress, tee.endpoint, tee.publicKey, tee.tlsCertificate, tee.pcrHash,
            tee.teeType, tee.enabled, tee.registeredAt, tee.lastHeartbeatAt
        );
    }
}
