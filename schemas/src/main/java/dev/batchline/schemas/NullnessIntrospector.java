package dev.batchline.schemas;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedConstructor;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.NopAnnotationIntrospector;
import org.jspecify.annotations.Nullable;

/** Makes a missing or null field an error of reading, unless its record component is {@code @Nullable}. */
final class NullnessIntrospector extends NopAnnotationIntrospector {
    private static final long serialVersionUID = 1L;

    @Override
    public JsonSetter.Value findSetterInfo(Annotated annotated) {
        if (annotated instanceof AnnotatedParameter parameter
                && parameter.getOwner() instanceof AnnotatedConstructor constructor
                && constructor.getDeclaringClass().isRecord()
                && !constructor
                        .getAnnotated()
                        .getAnnotatedParameterTypes()[parameter.getIndex()]
                        .isAnnotationPresent(Nullable.class)) {
            return JsonSetter.Value.forValueNulls(Nulls.FAIL);
        }
        return JsonSetter.Value.empty();
    }
}
