package dev.batchline.providers.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Trusts the certificates of a file beside the JDK's own. */
final class TrustStore {
    private static final List<Optional<String>> PASSWORDS =
            List.of(Optional.empty(), Optional.of(""), Optional.of("changeit"));

    private TrustStore() {}

    /**
     * A trust manager for the JDK's certificates and those of a file.
     *
     * @param file PEM with any number of certificates, or PKCS12 without a password or with {@code changeit}; throws
     *     {@link IllegalArgumentException} if it is neither or holds no certificate
     */
    static X509TrustManager with(Path file) {
        try {
            Collection<? extends Certificate> more = certificates(file);
            if (more.isEmpty()) {
                throw new IllegalArgumentException("trust store " + file
                        + " holds no certificate: name a PEM or PKCS12 file (password none or changeit)");
            }
            KeyStore all = KeyStore.getInstance(KeyStore.getDefaultType());
            all.load(null, null);
            int count = 0;
            for (X509Certificate certificate : managerOf(null).getAcceptedIssuers()) {
                all.setCertificateEntry("jdk-" + count++, certificate);
            }
            for (Certificate certificate : more) {
                all.setCertificateEntry("file-" + count++, certificate);
            }
            return managerOf(all);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException("cannot read trust store " + file + " as PEM or PKCS12: " + e, e);
        }
    }

    private static Collection<? extends Certificate> certificates(Path file)
            throws IOException, GeneralSecurityException {
        byte[] content = Files.readAllBytes(file);
        if (new String(content, StandardCharsets.ISO_8859_1).contains("-----BEGIN CERTIFICATE-----")) {
            return CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(content));
        }
        IOException unreadable = null;
        for (Optional<String> password : PASSWORDS) {
            try {
                Collection<Certificate> found = pkcs12(content, password);
                if (!found.isEmpty()) {
                    return found;
                }
            } catch (IOException e) {
                unreadable = e;
            }
        }
        if (unreadable != null) {
            throw unreadable;
        }
        return List.of();
    }

    private static Collection<Certificate> pkcs12(byte[] content, Optional<String> password)
            throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(
                new ByteArrayInputStream(content),
                password.map(String::toCharArray).orElse(null));
        List<Certificate> found = new ArrayList<>();
        for (String alias : Collections.list(store.aliases())) {
            if (store.getCertificate(alias) != null) {
                found.add(store.getCertificate(alias));
            }
        }
        return found;
    }

    private static X509TrustManager managerOf(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509TrustManager x509) {
                return x509;
            }
        }
        throw new CertificateException("this JDK has no X.509 trust manager");
    }
}
