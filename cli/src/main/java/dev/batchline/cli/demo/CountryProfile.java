package dev.batchline.cli.demo;

/**
 * One country, territory or ocean of the World Factbook.
 *
 * @param code two lower-case letters, not those of ISO
 * @param name its short name
 * @param region one of {@link CountryProfiles#regions()}
 * @param background its history in a few hundred words at most
 */
public record CountryProfile(String code, String name, String region, String background) {}
