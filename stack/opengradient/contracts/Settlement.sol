// SPDX-License-Identifier: MIT
// Where batches of answers are settled on the emulated network: the event of the real one, and as little behind it.
// Nothing of a leaf is checked; a root is a promise that anybody with the blob can hold against its values.
pragma solidity 0.8.37;

contract Settlement {
    event BatchSettlement(bytes32 indexed merkleRoot, uint256 batchSize, bytes walrusBlobId);

    bytes32 public constant SETTLEMENT_RELAY_ROLE = keccak256("SETTLEMENT_RELAY_ROLE");

    address private immutable relay = msg.sender;

    function batchSettle(bytes32 root, uint256 size, bytes calldata walrusBlobId) external {
        require(msg.sender == relay, "NotSettlementRelay");
        emit BatchSettlement(root, size, walrusBlobId);
    }
}
